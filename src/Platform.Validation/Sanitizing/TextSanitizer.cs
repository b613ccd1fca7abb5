using System.Buffers;
using System.Text;
using Platform.Shared;

namespace Platform.Validation.Sanitizing;

/// <summary>Applies sanitisers to a text.</summary>
public static class TextSanitizer
{
    private const int MostOnStack = 256;

    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(each => (char)each).Where(each => char.IsControl(each) && each is not ('\t' or '\n' or '\r'))]);

    private static readonly SearchValues<char> AsciiCharacters = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(each => (char)each)]);

    private static readonly SearchValues<char> AsciiDigits = SearchValues.Create("0123456789");

    private static readonly SearchValues<char> BidiControls = SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    private const string Shapeless =
        "\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180E\u180F\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\u206A\u206B\u206C\u206D\u206E\u206F\u3164\uFEFF\uFFA0";

    private static readonly SearchValues<char> Invisible = SearchValues.Create(Shapeless);

    /// <summary>What may begin a character of plane 14, which holds tags and nothing that has a shape.</summary>
    private static readonly SearchValues<char> MaybeInvisible = SearchValues.Create(Shapeless + "\uDB40\uDB41\uDB42\uDB43");

    /// <summary>Applies sanitisers.</summary>
    /// <param name="value">The text.</param>
    /// <param name="sanitizers">Which.</param>
    /// <returns>The text itself where nothing is to be done, and nothing is allocated; else another one. Applied to what it returns, it returns that.</returns>
    [HotPath]
    public static string Apply(string value, TextSanitizers sanitizers)
    {
        ArgumentNullException.ThrowIfNull(value);
        if ((sanitizers & TextSanitizers.StripControl) != 0 && value.AsSpan().ContainsAny(Controls))
            value = Without(value, Controls);
        if ((sanitizers & TextSanitizers.StripBidi) != 0 && value.AsSpan().ContainsAny(BidiControls))
            value = Without(value, BidiControls);
        if ((sanitizers & TextSanitizers.StripInvisible) != 0 && value.AsSpan().ContainsAny(MaybeInvisible))
            value = WithoutInvisible(value);
        value = Normalize(value, sanitizers);
        if ((sanitizers & TextSanitizers.CollapseWhiteSpace) != 0 && HasRuns(value))
            value = Collapse(value);
        if ((sanitizers & TextSanitizers.Trim) != 0)
            value = value.Trim();
        if ((sanitizers & TextSanitizers.LowerCase) != 0)
            value = Normalize(WithCase(value, upper: false), sanitizers);
        if ((sanitizers & TextSanitizers.UpperCase) != 0)
            value = Normalize(WithCase(value, upper: true), sanitizers);
        if ((sanitizers & TextSanitizers.DigitsOnly) != 0 && value.AsSpan().ContainsAnyExcept(AsciiDigits))
            value = Digits(value);
        return value;
    }

    /// <summary>Beyond ASCII the runtime makes a new text also where nothing changes.</summary>
    private static string WithCase(string value, bool upper)
    {
        if (IsAscii(value))
            return upper ? value.ToUpperInvariant() : value.ToLowerInvariant();
        var rented = value.Length > MostOnStack ? ArrayPool<char>.Shared.Rent(value.Length) : null;
        var changed = rented ?? stackalloc char[MostOnStack];
        var length = upper ? value.AsSpan().ToUpperInvariant(changed) : value.AsSpan().ToLowerInvariant(changed);
        var result = changed[..length].SequenceEqual(value) ? value : new string(changed[..length]);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
        return result;
    }

    private static string Without(string value, SearchValues<char> unwanted)
    {
        var text = new StringBuilder(value.Length);
        var rest = value.AsSpan();
        while (rest.IndexOfAny(unwanted) is >= 0 and var at)
        {
            text.Append(rest[..at]);
            rest = rest[(at + 1)..];
        }
        return text.Append(rest).ToString();
    }

    /// <summary>Halves of a character that come together because something went between them go as well, so that once is enough.</summary>
    private static string WithoutInvisible(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (Invisible.Contains(c))
                continue;
            if (char.IsLowSurrogate(c) && text.Length > 0 && text[^1] is >= '\uDB40' and <= '\uDB43')
                text.Length--;
            else
                text.Append(c);
        }
        return text.Length == value.Length ? value : text.ToString();
    }

    /// <summary>Where letters change their case the normal form may be lost, so it is asked for again.</summary>
    private static string Normalize(string value, TextSanitizers sanitizers) =>
        (sanitizers & (TextSanitizers.NormalizeC | TextSanitizers.NormalizeKC)) == 0 || IsAscii(value)
        ? value
        : Normalize(value, (sanitizers & TextSanitizers.NormalizeKC) != 0 ? NormalizationForm.FormKC : NormalizationForm.FormC);

    private static bool IsAscii(string value) => !value.AsSpan().ContainsAnyExcept(AsciiCharacters);

    private static string Normalize(string value, NormalizationForm form)
    {
        // Half a character has no normal form, and the runtime throws at it.
        if (HasLoneSurrogate(value))
            value = Whole(value);
        return value.IsNormalized(form) ? value : value.Normalize(form);
    }

    private static bool HasLoneSurrogate(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    private static string Whole(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
            text.Append(rune.ToString());
        return text.ToString();
    }

    private static bool HasRuns(string value)
    {
        var afterSpace = false;
        foreach (var c in value)
        {
            if (c == ' ')
            {
                if (afterSpace)
                    return true;
                afterSpace = true;
                continue;
            }
            if (char.IsWhiteSpace(c))
                return true;
            afterSpace = false;
        }
        return false;
    }

    private static string Collapse(string value)
    {
        var text = new StringBuilder(value.Length);
        var afterSpace = false;
        foreach (var c in value)
        {
            var isSpace = char.IsWhiteSpace(c);
            if (!isSpace)
                text.Append(c);
            else if (!afterSpace)
                text.Append(' ');
            afterSpace = isSpace;
        }
        return text.ToString();
    }

    private static string Digits(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c))
                text.Append(c);
        }
        return text.ToString();
    }
}

using System.Text;

namespace Platform.Validation.SourceGeneration;

/// <summary>Names on the wire, as System.Text.Json makes them: a failure names what the sender wrote, also where nothing can be asked at run time.</summary>
internal static class WireNames
{
    /// <param name="name">The name in C#.</param>
    /// <param name="policy">The value of <c>JsonKnownNamingPolicy</c>.</param>
    public static string Of(string name, int policy) => policy switch
    {
        1 => CamelCase(name),
        2 => Separated(name, '_', upper: false),
        3 => Separated(name, '_', upper: true),
        4 => Separated(name, '-', upper: false),
        5 => Separated(name, '-', upper: true),
        _ => name,
    };

    /// <summary>A name as a step of a JSON Pointer.</summary>
    public static string Escaped(string name) => name.Replace("~", "~0").Replace("/", "~1");

    private static string CamelCase(string name)
    {
        if (name.Length == 0 || !char.IsUpper(name[0]))
            return name;
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 1 && !char.IsUpper(letters[i]))
                break;
            var hasNext = i + 1 < letters.Length;
            if (i > 0 && hasNext && !char.IsUpper(letters[i + 1]))
            {
                if (letters[i + 1] == ' ')
                    letters[i] = char.ToLowerInvariant(letters[i]);
                break;
            }
            letters[i] = char.ToLowerInvariant(letters[i]);
        }
        return new string(letters);
    }

    /// <summary>
    /// Words end where a small letter or digit meets a capital, and before the last capital of several; what is neither letter nor digit
    /// separates.
    /// </summary>
    private static string Separated(string name, char separator, bool upper)
    {
        var text = new StringBuilder();
        var state = Seen.Nothing;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (char.IsUpper(c))
            {
                if (state == Seen.Small || state == Seen.Separator)
                    text.Append(separator);
                else if (state == Seen.Capital && i + 1 < name.Length && char.IsLower(name[i + 1]))
                    text.Append(separator);
                text.Append(upper ? c : char.ToLowerInvariant(c));
                state = Seen.Capital;
            }
            else if (char.IsLetterOrDigit(c))
            {
                if (state == Seen.Separator)
                    text.Append(separator);
                text.Append(upper ? char.ToUpperInvariant(c) : c);
                state = Seen.Small;
            }
            else if (c == ' ' || char.IsWhiteSpace(c))
            {
                if (state != Seen.Nothing)
                    state = Seen.Separator;
            }
            else
            {
                text.Append(c);
                state = Seen.Nothing;
            }
        }
        return text.ToString();
    }

    private enum Seen
    {
        Nothing,
        Small,
        Capital,
        Separator,
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>The formats of System.ComponentModel.DataAnnotations, with the answers that its attributes give, and without what they allocate.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DataFormats
{
    private const int MostOnStack = 256;

    private static readonly SearchValues<char> PhonePunctuation = SearchValues.Create("-.()");

    /// <summary>As <c>[EmailAddress]</c>: one <c>@</c>, at neither end. <see cref="FormatAttribute"/> with <c>email</c> checks more.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsEmailAddress(string value)
    {
        var at = value.AsSpan().IndexOf('@');
        return at > 0 && at != value.Length - 1 && value.LastIndexOf('@') == at && !value.AsSpan().ContainsAny('\r', '\n');
    }

    /// <summary>As <c>[Url]</c>.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsUrl(string value) =>
        value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || value.StartsWith("ftp://", StringComparison.OrdinalIgnoreCase);

    /// <summary>As <c>[Url]</c>.</summary>
    /// <param name="value">The address.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsUrl(Uri value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.IsAbsoluteUri && (value.Scheme == Uri.UriSchemeHttp || value.Scheme == Uri.UriSchemeHttps || value.Scheme == Uri.UriSchemeFtp);
    }

    /// <summary>As <c>[Base64String]</c>.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsBase64(string value) => Base64.IsValid(value);

    /// <summary>As <c>[CreditCard]</c>: digits, hyphens and spaces with a Luhn checksum.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsCreditCard(string value)
    {
        var sum = 0;
        var isEven = false;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            var c = value[i];
            if (!char.IsAsciiDigit(c))
            {
                if (c is '-' or ' ')
                    continue;
                return false;
            }
            var digit = (c - '0') * (isEven ? 2 : 1);
            isEven = !isEven;
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    /// <summary>As <c>[Phone]</c>: digits, white space and <c>+-.()</c>, perhaps an extension.</summary>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsPhone(string value)
    {
        if (!value.Contains('+', StringComparison.Ordinal))
            return IsPhoneWithoutPlus(value);
        if (value.Length > MostOnStack)
            return IsPhoneWithoutPlus(value.Replace("+", "", StringComparison.Ordinal));
        Span<char> text = stackalloc char[value.Length];
        var length = 0;
        foreach (var c in value)
        {
            if (c != '+')
                text[length++] = c;
        }
        return IsPhoneWithoutPlus(text[..length]);
    }

    private static bool IsPhoneWithoutPlus(ReadOnlySpan<char> value)
    {
        var number = WithoutExtension(value.TrimEnd());
        var hasDigit = false;
        foreach (var c in number)
        {
            if (char.IsDigit(c))
                hasDigit = true;
            else if (!char.IsWhiteSpace(c) && !PhonePunctuation.Contains(c))
                return false;
        }
        return hasDigit;
    }

    private static ReadOnlySpan<char> WithoutExtension(ReadOnlySpan<char> number)
    {
        ReadOnlySpan<string> marks = ["ext.", "ext", "x"];
        foreach (var mark in marks)
        {
            var at = number.LastIndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && IsExtension(number[(at + mark.Length)..]))
                return number[..at];
        }
        return number;
    }

    private static bool IsExtension(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        foreach (var c in text)
        {
            if (!char.IsDigit(c))
                return false;
        }
        return !text.IsEmpty;
    }
}

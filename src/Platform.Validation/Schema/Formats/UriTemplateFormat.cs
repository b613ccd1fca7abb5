using System.Text;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>uri-template</c>: RFC 6570, section 2.</summary>
internal static class UriTemplateFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            if (text[0] == '{')
            {
                var close = text.IndexOf((byte)'}');
                if (close < 0 || !IsExpression(text[1..close]))
                    return false;
                text = text[(close + 1)..];
                continue;
            }
            var length = LiteralLength(text);
            if (length == 0)
                return false;
            text = text[length..];
        }
        return true;
    }

    /// <summary>How many bytes the literal character in front has; none where it is not allowed.</summary>
    private static int LiteralLength(ReadOnlySpan<byte> text)
    {
        var c = text[0];
        if (c == '%')
            return IsPercentEncoded(text) ? 3 : 0;
        if (c < 0x80)
            return c is <= (byte)' ' or (byte)'"' or (byte)'<' or (byte)'>' or (byte)'\\' or (byte)'^' or (byte)'`' or (byte)'{' or (byte)'|' or (byte)'}' or 0x7F ? 0 : 1;
        Rune.DecodeFromUtf8(text, out var rune, out var length);
        return UriFormats.IsUcs(rune.Value) || UriFormats.IsPrivate(rune.Value) ? length : 0;
    }

    private static bool IsExpression(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && "+#./;?&=,!@|"u8.Contains(text[0]))
        {
            // The last five are reserved for extensions, and stand for nothing.
            if ("=,!@|"u8.Contains(text[0]))
                return false;
            text = text[1..];
        }
        while (true)
        {
            var comma = text.IndexOf((byte)',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
                return false;
            if (comma < 0)
                return true;
            text = text[(comma + 1)..];
        }
    }

    private static bool IsVariable(ReadOnlySpan<byte> text)
    {
        if (text.EndsWith("*"u8))
        {
            text = text[..^1];
        }
        else
        {
            var colon = text.IndexOf((byte)':');
            if (colon >= 0)
            {
                var prefix = text[(colon + 1)..];
                if (prefix.Length is < 1 or > 4 || prefix[0] == '0' || prefix.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                    return false;
                text = text[..colon];
            }
        }
        var afterDot = true;
        while (text.Length > 0)
        {
            if (text[0] == '.')
            {
                if (afterDot)
                    return false;
                afterDot = true;
                text = text[1..];
            }
            else
            {
                var length = char.IsAsciiLetterOrDigit((char)text[0]) || text[0] == '_' ? 1 : IsPercentEncoded(text) ? 3 : 0;
                if (length == 0)
                    return false;
                afterDot = false;
                text = text[length..];
            }
        }
        return !afterDot;
    }

    private static bool IsPercentEncoded(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}

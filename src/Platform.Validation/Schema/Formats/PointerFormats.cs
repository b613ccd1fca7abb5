namespace Platform.Validation.Schema.Formats;

/// <summary><c>json-pointer</c> (RFC 6901) and <c>relative-json-pointer</c> (its Internet-Draft).</summary>
internal static class PointerFormats
{
    public static bool IsPointer(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
            return true;
        if (text[0] != '/')
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ((byte)'0' or (byte)'1')))
                return false;
        }
        return true;
    }

    public static bool IsRelativePointer(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
            digits++;
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        var rest = text[digits..];
        return rest is [(byte)'#'] || IsPointer(rest);
    }
}

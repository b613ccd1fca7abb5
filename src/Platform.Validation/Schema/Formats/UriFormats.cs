using System.Buffers;
using System.Text;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>uri</c> and <c>uri-reference</c> (RFC 3986), <c>iri</c> and <c>iri-reference</c> (RFC 3987).</summary>
internal static class UriFormats
{
    private static readonly SearchValues<byte> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/"u8);
    private static readonly SearchValues<byte> QueryCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?"u8);
    private static readonly SearchValues<byte> UserCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:"u8);
    private static readonly SearchValues<byte> HostCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;="u8);

    public static bool IsUri(ReadOnlySpan<byte> text, bool international)
    {
        var colon = text.IndexOf((byte)':');
        return colon > 0 && IsScheme(text[..colon]) && IsRest(text[(colon + 1)..], international);
    }

    public static bool IsReference(ReadOnlySpan<byte> text, bool international)
    {
        if (IsUri(text, international))
            return true;
        // The first segment of a relative path has no colon, or it would be a scheme.
        var end = text.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        return !(end < 0 ? text : text[..end]).Contains((byte)':') && IsRest(text, international);
    }

    private static bool IsScheme(ReadOnlySpan<byte> text)
    {
        if (!char.IsAsciiLetter((char)text[0]))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        }
        return true;
    }

    private static bool IsRest(ReadOnlySpan<byte> text, bool international)
    {
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (!AreCharacters(text[(hash + 1)..], QueryCharacters, international, allowsPrivate: false))
                return false;
            text = text[..hash];
        }
        var question = text.IndexOf((byte)'?');
        if (question >= 0)
        {
            if (!AreCharacters(text[(question + 1)..], QueryCharacters, international, allowsPrivate: true))
                return false;
            text = text[..question];
        }
        if (!text.StartsWith("//"u8))
            return AreCharacters(text, PathCharacters, international, allowsPrivate: false);
        text = text[2..];
        var slash = text.IndexOf((byte)'/');
        return IsAuthority(slash < 0 ? text : text[..slash], international)
            && (slash < 0 || AreCharacters(text[slash..], PathCharacters, international, allowsPrivate: false));
    }

    private static bool IsAuthority(ReadOnlySpan<byte> text, bool international)
    {
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            if (!AreCharacters(text[..at], UserCharacters, international, allowsPrivate: false))
                return false;
            text = text[(at + 1)..];
        }
        ReadOnlySpan<byte> port;
        if (text.StartsWith("["u8))
        {
            var close = text.IndexOf((byte)']');
            if (close < 0 || !IsLiteral(text[1..close]))
                return false;
            port = text[(close + 1)..];
            if (port.Length > 0 && port[0] != ':')
                return false;
        }
        else
        {
            var colon = text.IndexOf((byte)':');
            if (!AreCharacters(colon < 0 ? text : text[..colon], HostCharacters, international, allowsPrivate: false))
                return false;
            port = colon < 0 ? default : text[colon..];
        }
        return port.Length == 0 || !port[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Between brackets: an IPv6 address or a future form (RFC 3986, section 3.2.2).</summary>
    private static bool IsLiteral(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0 || (text[0] | 0x20) != 'v')
            return AddressFormats.IsIpV6(text);
        var dot = text.IndexOf((byte)'.');
        if (dot < 2 || dot == text.Length - 1)
            return false;
        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return !text[(dot + 1)..].ContainsAnyExcept(UserCharacters);
    }

    private static bool AreCharacters(ReadOnlySpan<byte> text, SearchValues<byte> allowed, bool international, bool allowsPrivate)
    {
        while (true)
        {
            var other = text.IndexOfAnyExcept(allowed);
            if (other < 0)
                return true;
            text = text[other..];
            if (text[0] == '%')
            {
                if (text.Length < 3 || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2]))
                    return false;
                text = text[3..];
                continue;
            }
            if (text[0] < 0x80 || !international)
                return false;
            Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (!IsUcs(rune.Value) && !(allowsPrivate && IsPrivate(rune.Value)))
                return false;
            text = text[length..];
        }
    }

    /// <summary><c>ucschar</c> of RFC 3987, section 2.2.</summary>
    public static bool IsUcs(int point) => point is (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF)
        || (point is >= 0x10000 and <= 0xEFFFD && (point & 0xFFFF) <= 0xFFFD && point is not (>= 0xE0000 and <= 0xE0FFF));

    /// <summary><c>iprivate</c> of RFC 3987, section 2.2.</summary>
    public static bool IsPrivate(int point) => point is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}

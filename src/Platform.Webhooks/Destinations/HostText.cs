using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Platform.Webhooks.Destinations;

/// <summary>Reads the host of a URL, strictly: what two parsers could read in two ways is refused.</summary>
internal static class HostText
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const int Octets = 4;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    /// <summary>Reads a host as it stands in a URL.</summary>
    /// <param name="host">The host; an IPv6 address in brackets.</param>
    /// <param name="name">The name without a full stop at its end, where it is one.</param>
    /// <param name="address">The address, where it is one.</param>
    public static DestinationFault Parse(ReadOnlySpan<char> host, out string? name, out IPAddress? address)
    {
        (name, address) = (null, null);
        if (host is ['[', .. var literal, ']'])
            return TryParseIPv6(literal, out address) ? DestinationFault.None : DestinationFault.InvalidHost;
        var isRooted = host is [.., '.'];
        var text = isRooted ? host[..^1] : host;
        if (!IsName(text))
            return DestinationFault.InvalidHost;
        if (EndsInNumber(text))
            return !isRooted && TryParseIPv4(text, out address) ? DestinationFault.None : DestinationFault.ObfuscatedAddress;
        name = text.ToString();
        return DestinationFault.None;
    }

    /// <summary>Without a zone: what it means is known to this host alone.</summary>
    private static bool TryParseIPv6(ReadOnlySpan<char> text, out IPAddress? address)
    {
        address = !text.Contains('%') && IPAddress.TryParse(text, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? parsed : null;
        return address is not null;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestName)
            return false;
        foreach (var part in text.Split('.'))
        {
            var label = text[part];
            if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LabelCharacters))
                return false;
        }
        return true;
    }

    /// <summary>The WHATWG URL standard's "ends in a number": such a host is an IPv4 address to browsers and to C libraries, in many spellings.</summary>
    private static bool EndsInNumber(ReadOnlySpan<char> text)
    {
        var label = text[(text.LastIndexOf('.') + 1)..];
        return !label.ContainsAnyExceptInRange('0', '9')
            || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !label[2..].ContainsAnyExcept(HexadecimalDigits));
    }

    /// <summary>Four decimal numbers without leading zeros, which some read as octal.</summary>
    private static bool TryParseIPv4(ReadOnlySpan<char> text, out IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Octets];
        var count = 0;
        address = null;
        foreach (var part in text.Split('.'))
        {
            var octet = text[part];
            var isPlain = octet.Length is > 0 and <= 3 && !(octet.Length > 1 && octet[0] == '0') && !octet.ContainsAnyExceptInRange('0', '9');
            if (!isPlain || count == Octets || !byte.TryParse(octet, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[count]))
                return false;
            count++;
        }
        if (count != Octets)
            return false;
        address = new IPAddress(bytes);
        return true;
    }
}

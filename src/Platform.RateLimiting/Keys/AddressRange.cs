using System.Globalization;
using System.Net;

namespace Platform.RateLimiting.Keys;

/// <summary>A block of addresses in the notation of RFC 4632: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or one address.</summary>
internal readonly record struct AddressRange(UInt128 Bits, int PrefixLength)
{
    /// <summary>Reads one. Bits beyond the prefix are a mistake and refused: <c>10.0.0.1/8</c> may mean either.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var bits = AddressBits.Of(address);
        var isIPv4 = AddressBits.IsIPv4(bits) && !text.Contains(':', StringComparison.Ordinal);
        var prefix = isIPv4 ? 32 : 128;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given > prefix || (prefix = given) < 0))
            return false;
        var full = isIPv4 ? prefix + 96 : prefix;
        range = new AddressRange(bits, full);
        return AddressBits.Mask(bits, full) == bits;
    }

    /// <summary>Whether the range holds the whole network.</summary>
    public bool Contains(UInt128 bits, int prefixLength) => PrefixLength <= prefixLength && AddressBits.Mask(bits, PrefixLength) == Bits;
}

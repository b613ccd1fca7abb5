using System.Buffers.Binary;
using System.Net;
using Platform.Shared;

namespace Platform.Webhooks.Destinations;

/// <summary>
/// Says what an IP address is for. The blocks are those of the IANA IPv4 and IPv6 special-purpose address registries, multicast and reserved space, and
/// the forms that carry an IPv4 address within an IPv6 one.
/// </summary>
public static class AddressClassifier
{
    private const int LongestAddress = 16;

    /// <summary>Classifies an address. IPv4 mapped into IPv6 (::ffff:0:0/96) is what the IPv4 address is.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Its class.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    [HotPath]
    public static AddressClass Classify(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[LongestAddress];
        address.TryWriteBytes(bytes, out var length);
        if (length == sizeof(uint))
            return Classify(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return address.ScopeId != 0 ? AddressClass.LinkLocal
            : Classify(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
    }

    private static AddressClass Classify(uint address) => (address >> 24) switch
    {
        0 => AddressClass.Unspecified,
        10 => AddressClass.Private,
        100 when address >> 22 == 0x64400000 >> 22 => AddressClass.Shared,
        127 => AddressClass.Loopback,
        168 when address == 0xA83F8110 => AddressClass.CloudPlatform,
        169 when address >> 16 == 0xA9FE => AddressClass.LinkLocal,
        172 when address >> 20 == 0xAC1 => AddressClass.Private,
        192 => ClassifyBelow192(address),
        198 when address >> 17 == 0xC6120000 >> 17 => AddressClass.Benchmarking,
        198 when address >> 8 == 0xC63364 => AddressClass.Documentation,
        203 when address >> 8 == 0xCB0071 => AddressClass.Documentation,
        >= 240 => AddressClass.Reserved,
        >= 224 => AddressClass.Multicast,
        _ => AddressClass.Public,
    };

    private static AddressClass ClassifyBelow192(uint address) => (address >> 8) switch
    {
        0xC00000 => AddressClass.ProtocolAssignment,
        0xC00002 => AddressClass.Documentation,
        0xC01FC4 or 0xC0AF30 => AddressClass.As112,
        0xC034C1 => AddressClass.MulticastTunnel,
        0xC05863 => AddressClass.Translated,
        _ => address >> 16 == 0xC0A8 ? AddressClass.Private : AddressClass.Public,
    };

    private static AddressClass Classify(ulong high, ulong low) => (high >> 48) switch
    {
        0 => high == 0 ? ClassifyEmbedded(low) : AddressClass.Public,
        0x0064 => ClassifyBelow64(high, low),
        0x0100 => high is 0x0100_0000_0000_0000 or 0x0100_0000_0000_0001 ? AddressClass.Discard : AddressClass.Public,
        0x2001 => ClassifyBelow2001(high),
        0x2002 => AddressClass.Translated,
        0x2620 => high >> 16 == 0x2620_004F_8000 ? AddressClass.As112 : AddressClass.Public,
        0x3FFF => high >> 44 == 0x3FFF0 ? AddressClass.Documentation : AddressClass.Public,
        0x5F00 => AddressClass.SegmentRouting,
        >= 0xFF00 => AddressClass.Multicast,
        >= 0xFEC0 => AddressClass.UniqueLocal,
        >= 0xFE80 => AddressClass.LinkLocal,
        >= 0xFE00 => AddressClass.Public,
        >= 0xFC00 => AddressClass.UniqueLocal,
        _ => AddressClass.Public,
    };

    private static AddressClass ClassifyEmbedded(ulong low) => (low >> 32) switch
    {
        0 => low switch { 0 => AddressClass.Unspecified, 1 => AddressClass.Loopback, _ => AddressClass.Translated },
        0xFFFF => Classify((uint)low),
        0xFFFF_0000 => AddressClass.Translated,
        _ => AddressClass.Public,
    };

    private static AddressClass ClassifyBelow64(ulong high, ulong low)
    {
        var isWellKnown = high == 0x0064_FF9B_0000_0000 && low >> 32 == 0;
        var isLocal = high >> 16 == 0x0064_FF9B_0001;
        return isWellKnown || isLocal ? AddressClass.Translated : AddressClass.Public;
    }

    private static AddressClass ClassifyBelow2001(ulong high) => (high >> 32) switch
    {
        0x2001_0000 => AddressClass.Translated,
        < 0x2001_0200 => AddressClass.ProtocolAssignment,
        0x2001_0DB8 => AddressClass.Documentation,
        _ => AddressClass.Public,
    };
}

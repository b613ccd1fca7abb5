using System.Buffers.Binary;
using System.Net;

namespace Platform.Shared;

/// <summary>
/// Says what an IP address is for. The blocks are those of the IANA IPv4 and IPv6 special-purpose address registries, multicast and reserved space, and
/// the forms that carry an IPv4 address within an IPv6 one.
/// </summary>
internal static class AddressBlocks
{
    private const int LongestAddress = 16;

    /// <summary>IPv4 mapped into IPv6 (::ffff:0:0/96) is what the IPv4 address is.</summary>
    public static AddressBlock Classify(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[LongestAddress];
        address.TryWriteBytes(bytes, out var length);
        if (length == sizeof(uint))
            return Classify(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return address.ScopeId != 0 ? AddressBlock.LinkLocal
            : Classify(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
    }

    private static AddressBlock Classify(uint address) => (address >> 24) switch
    {
        0 => AddressBlock.Unspecified,
        10 => AddressBlock.Private,
        100 when address >> 22 == 0x64400000 >> 22 => AddressBlock.Shared,
        127 => AddressBlock.Loopback,
        168 when address == 0xA83F8110 => AddressBlock.CloudPlatform,
        169 when address >> 16 == 0xA9FE => AddressBlock.LinkLocal,
        172 when address >> 20 == 0xAC1 => AddressBlock.Private,
        192 => ClassifyBelow192(address),
        198 when address >> 17 == 0xC6120000 >> 17 => AddressBlock.Benchmarking,
        198 when address >> 8 == 0xC63364 => AddressBlock.Documentation,
        203 when address >> 8 == 0xCB0071 => AddressBlock.Documentation,
        >= 240 => AddressBlock.Reserved,
        >= 224 => AddressBlock.Multicast,
        _ => AddressBlock.Public,
    };

    private static AddressBlock ClassifyBelow192(uint address) => (address >> 8) switch
    {
        0xC00000 => AddressBlock.ProtocolAssignment,
        0xC00002 => AddressBlock.Documentation,
        0xC01FC4 or 0xC0AF30 => AddressBlock.As112,
        0xC034C1 => AddressBlock.MulticastTunnel,
        0xC05863 => AddressBlock.Translated,
        _ => address >> 16 == 0xC0A8 ? AddressBlock.Private : AddressBlock.Public,
    };

    private static AddressBlock Classify(ulong high, ulong low) => (high >> 48) switch
    {
        0 => high == 0 ? ClassifyEmbedded(low) : AddressBlock.Public,
        0x0064 => ClassifyBelow64(high, low),
        0x0100 => high is 0x0100_0000_0000_0000 or 0x0100_0000_0000_0001 ? AddressBlock.Discard : AddressBlock.Public,
        0x2001 => ClassifyBelow2001(high),
        0x2002 => AddressBlock.Translated,
        0x2620 => high >> 16 == 0x2620_004F_8000 ? AddressBlock.As112 : AddressBlock.Public,
        0x3FFF => high >> 44 == 0x3FFF0 ? AddressBlock.Documentation : AddressBlock.Public,
        0x5F00 => AddressBlock.SegmentRouting,
        >= 0xFF00 => AddressBlock.Multicast,
        >= 0xFEC0 => AddressBlock.UniqueLocal,
        >= 0xFE80 => AddressBlock.LinkLocal,
        >= 0xFE00 => AddressBlock.Public,
        >= 0xFC00 => AddressBlock.UniqueLocal,
        _ => AddressBlock.Public,
    };

    private static AddressBlock ClassifyEmbedded(ulong low) => (low >> 32) switch
    {
        0 => low switch { 0 => AddressBlock.Unspecified, 1 => AddressBlock.Loopback, _ => AddressBlock.Translated },
        0xFFFF => Classify((uint)low),
        0xFFFF_0000 => AddressBlock.Translated,
        _ => AddressBlock.Public,
    };

    private static AddressBlock ClassifyBelow64(ulong high, ulong low)
    {
        var isWellKnown = high == 0x0064_FF9B_0000_0000 && low >> 32 == 0;
        var isLocal = high >> 16 == 0x0064_FF9B_0001;
        return isWellKnown || isLocal ? AddressBlock.Translated : AddressBlock.Public;
    }

    private static AddressBlock ClassifyBelow2001(ulong high) => (high >> 32) switch
    {
        0x2001_0000 => AddressBlock.Translated,
        < 0x2001_0200 => AddressBlock.ProtocolAssignment,
        0x2001_0DB8 => AddressBlock.Documentation,
        _ => AddressBlock.Public,
    };
}

/// <summary>A block of addresses, or of several that are for the same.</summary>
internal enum AddressBlock
{
    Unspecified,
    Loopback,
    Private,
    Shared,
    LinkLocal,
    CloudPlatform,
    ProtocolAssignment,
    Documentation,
    As112,
    MulticastTunnel,
    Benchmarking,
    Multicast,
    Reserved,
    Translated,
    Discard,
    SegmentRouting,
    UniqueLocal,
    Public,
}

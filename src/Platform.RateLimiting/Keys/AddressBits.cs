using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Platform.RateLimiting.Keys;

/// <summary>IP addresses as 128 bits, IPv4 in its IPv4-mapped form: judged by their bits, not by how they were written.</summary>
internal static class AddressBits
{
    private const ulong MappedPrefix = 0xffff;

    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            bytes[..10].Clear();
            bytes[10] = bytes[11] = 0xff;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Whether the bits lie in <c>::ffff:0:0/96</c> (RFC 4291, section 2.5.5.2).</summary>
    public static bool IsIPv4(UInt128 bits) => (ulong)(bits >> 32) == MappedPrefix && (bits >> 96) == UInt128.Zero;

    public static UInt128 Mask(UInt128 bits, int prefixLength) => prefixLength == 0 ? UInt128.Zero : bits & (UInt128.MaxValue << (128 - prefixLength));

    public static IPAddress ToAddress(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return new IPAddress(IsIPv4(bits) ? bytes[12..] : bytes);
    }
}

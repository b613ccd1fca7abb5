using System.Buffers.Binary;

namespace Platform.Encryption.Xaes;

/// <summary>Multiplication by x in GF(2^128) as CMAC defines it (NIST SP 800-38B, section 6.1; "dbl" of RFC 5297).</summary>
internal static class FieldDoubling
{
    /// <summary>Doubles 16 bytes in place, without a branch on their value.</summary>
    public static void Double(Span<byte> block)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(block);
        var carry = (UInt128)0 - (value >> 127);
        BinaryPrimitives.WriteUInt128BigEndian(block, (value << 1) ^ (carry & 0x87));
    }
}

using System.Buffers.Binary;

namespace Platform.RateLimiting.Keys;

/// <summary>A key as bytes that are the same on every machine and different for different keys, for stores to make a digest of.</summary>
/// <remarks>
/// Each name is its kind (one byte), the number of its UTF-16 letters (four bytes) and the letters (two bytes each); an address is its
/// kind, its sixteen bytes and the length of its network (one byte). Numbers are little-endian. Letters are taken as they are:
/// in UTF-8 two halves of broken surrogate pairs would become the same.
/// </remarks>
internal static class KeyEncoding
{
    private const int NameHead = 1 + sizeof(int);
    private const int AddressLength = 1 + 16 + 1;

    public static byte[] Encode(in RateLimitKey key)
    {
        var bytes = new byte[LengthOf(key.First.Name) + LengthOf(key.Second.Name) + (key.HasAddress ? AddressLength : 0)];
        var rest = Write(Write(bytes, key.First), key.Second);
        if (key.HasAddress)
        {
            rest[0] = (byte)RateLimitKeyKind.ClientAddress;
            BinaryPrimitives.WriteUInt128LittleEndian(rest[1..], key.Address);
            rest[^1] = key.AddressPrefix;
        }
        return bytes;
    }

    private static int LengthOf(string? name) => name is null ? 0 : NameHead + name.Length * sizeof(char);

    private static Span<byte> Write(Span<byte> bytes, (RateLimitKeyKind Kind, string? Name) part)
    {
        if (part.Name is null)
            return bytes;
        bytes[0] = (byte)part.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], part.Name.Length);
        for (var i = 0; i < part.Name.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(NameHead + i * sizeof(char))..], part.Name[i]);
        return bytes[LengthOf(part.Name)..];
    }
}

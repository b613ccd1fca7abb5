using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Benchmarks.Harness;

/// <summary>Work of a known amount: the same bytes hashed so many times over. It allocates nothing and touches little memory.</summary>
internal sealed class HashingWork
{
    private readonly byte[] _data = [.. Enumerable.Range(0, 1024).Select(index => (byte)(index * 31))];

    /// <summary>Hashes so many times and gives the start of the digest, which is the same however often it was computed.</summary>
    public ulong Hash(int times)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var time = 0; time < times; time++)
            SHA256.HashData(_data, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}

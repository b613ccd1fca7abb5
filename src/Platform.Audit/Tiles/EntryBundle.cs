using System.Buffers.Binary;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Tiles;

/// <summary>Reads the entries of a bundle, one after another: each has its length before it, two bytes, big-endian (C2SP tlog-tiles, "Log entries").</summary>
/// <param name="bundle">The bytes of the bundle.</param>
public ref struct EntryBundle(ReadOnlySpan<byte> bundle)
{
    /// <summary>The most bytes that an entry can have: 65,535.</summary>
    public const int MaxEntryLength = ushort.MaxValue;

    /// <summary>What has not been read.</summary>
    private ReadOnlySpan<byte> _rest = bundle;

    /// <summary>Whether everything has been read. A bundle that is cut off never gets there.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Hashes every entry of a bundle.</summary>
    /// <param name="bundle">The bytes of the bundle.</param>
    /// <param name="leafHashes">Room for exactly as many hashes as the bundle must have entries.</param>
    /// <returns>Whether it had that many, and nothing else.</returns>
    [HotPath]
    public static bool TryHash(ReadOnlySpan<byte> bundle, Span<TreeHash> leafHashes)
    {
        var entries = new EntryBundle(bundle);
        for (var at = 0; at < leafHashes.Length; at++)
        {
            if (!entries.TryRead(out var entry))
                return false;
            leafHashes[at] = TreeHasher.HashLeaf(entry);
        }
        return entries.IsAtEnd;
    }

    internal static void RequireLength(int length)
    {
        if (length > MaxEntryLength)
            throw new ArgumentException($"A record has at most {MaxEntryLength} bytes, not {length}: append the hash of what is large, and keep that elsewhere.", nameof(length));
    }

    /// <summary>Reads the next entry.</summary>
    /// <param name="entry">Its bytes.</param>
    /// <returns><see langword="false"/> at the end, and where the bundle is cut off.</returns>
    public bool TryRead(out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out var length) || _rest.Length - sizeof(ushort) < length)
            return false;
        entry = _rest.Slice(sizeof(ushort), length);
        _rest = _rest[(sizeof(ushort) + length)..];
        return true;
    }
}

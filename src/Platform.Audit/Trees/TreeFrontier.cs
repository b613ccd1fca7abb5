using System.Buffers.Binary;
using System.Numerics;
using Platform.Shared;

namespace Platform.Audit.Trees;

/// <summary>
/// The right edge of a tree, one hash for each set bit of its size: all that appending and the root need. A tree of 2^40 records is 40 hashes.
/// </summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class TreeFrontier
{
    private const int Levels = 63;
    private const int ChunkLength = 256;

    /// <summary>At each height the root of the perfect subtree that waits for its right neighbour, where the size has that bit.</summary>
    private readonly TreeHash[] _waiting = new TreeHash[Levels];

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the tree; <see cref="TreeHash.Empty"/> of an empty one.</summary>
    [HotPath]
    public TreeHash Root
    {
        get
        {
            if (Size == 0)
                return TreeHash.Empty;
            var rest = (ulong)Size;
            var root = _waiting[BitOperations.TrailingZeroCount(rest)];
            for (rest &= rest - 1; rest != 0; rest &= rest - 1)
                root = TreeHasher.HashNode(_waiting[BitOperations.TrailingZeroCount(rest)], root);
            return root;
        }
    }

    /// <summary>Bytes that <see cref="Write"/> needs: 8, and 32 for each set bit of the size.</summary>
    public int WrittenLength => sizeof(long) + BitOperations.PopCount((ulong)Size) * TreeHash.Length;

    /// <summary>Reads a frontier that <see cref="Write"/> wrote.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="frontier">The frontier. Whether it is the right one only its root can tell.</param>
    /// <returns>Whether the bytes were a frontier.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TreeFrontier? frontier)
    {
        frontier = null;
        if (!BinaryPrimitives.TryReadInt64BigEndian(bytes, out var size) || size < 0)
            return false;
        var read = new TreeFrontier { Size = size };
        if (bytes.Length != read.WrittenLength)
            return false;
        var hashes = bytes[sizeof(long)..];
        for (var rest = (ulong)size; rest != 0; rest &= rest - 1)
        {
            read._waiting[BitOperations.TrailingZeroCount(rest)] = new TreeHash(hashes[..TreeHash.Length]);
            hashes = hashes[TreeHash.Length..];
        }
        frontier = read;
        return true;
    }

    /// <summary>Writes the frontier: the size as eight bytes, big-endian, then the hashes from the smallest subtree to the largest.</summary>
    /// <param name="destination">At least <see cref="WrittenLength"/> bytes.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">There is less room.</exception>
    public int Write(Span<byte> destination)
    {
        if (destination.Length < WrittenLength)
            throw new ArgumentException($"A frontier of this size needs {WrittenLength} bytes.", nameof(destination));
        BinaryPrimitives.WriteInt64BigEndian(destination, Size);
        var at = sizeof(long);
        for (var rest = (ulong)Size; rest != 0; rest &= rest - 1, at += TreeHash.Length)
            _waiting[BitOperations.TrailingZeroCount(rest)].Bytes.CopyTo(destination[at..]);
        return at;
    }

    /// <summary>Appends one leaf.</summary>
    /// <param name="leafHash">Its hash (<see cref="TreeHasher.HashLeaf"/>).</param>
    [HotPath]
    public void Append(in TreeHash leafHash)
    {
        var node = leafHash;
        var level = 0;
        for (; (Size >> level & 1) == 1; level++)
            node = TreeHasher.HashNode(_waiting[level], node);
        _waiting[level] = node;
        Size++;
    }

    /// <summary>Appends many leaves, which is faster than one by one: nodes are hashed level by level, several at once.</summary>
    /// <param name="leafHashes">Their hashes.</param>
    [HotPath]
    public void Append(ReadOnlySpan<TreeHash> leafHashes)
    {
        Span<TreeHash> row = stackalloc TreeHash[1 + ChunkLength];
        while (!leafHashes.IsEmpty)
        {
            var chunk = leafHashes[..Math.Min(ChunkLength, leafHashes.Length)];
            chunk.CopyTo(row[1..]);
            AppendRow(row, chunk.Length);
            leafHashes = leafHashes[chunk.Length..];
        }
    }

    /// <summary>Joins the row of new nodes with the one that waits, height by height. The first place of the row is kept for that one.</summary>
    private void AppendRow(Span<TreeHash> row, int count)
    {
        var added = count;
        for (var level = 0; count > 0; level++)
        {
            var isJoined = (Size >> level & 1) == 1;
            if (isJoined)
                row[0] = _waiting[level];
            var nodes = isJoined ? row[..(1 + count)] : row.Slice(1, count);
            if (nodes.Length % 2 == 1)
                _waiting[level] = nodes[^1];
            count = nodes.Length / 2;
            TreeHasher.HashLevel(nodes[..(2 * count)], row[1..]);
        }
        Size += added;
    }
}

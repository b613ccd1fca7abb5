using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Platform.Shared;

namespace Platform.Audit.Trees;

/// <summary>
/// The two hashes of a Merkle tree (RFC 6962, section 2.1): leaves with the prefix 0x00, nodes with 0x01. The prefixes keep a node from
/// passing as a record.
/// </summary>
public static class TreeHasher
{
    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int StackLimit = 1024;

    /// <summary>SHA-256 of 0x00 and the record.</summary>
    /// <param name="record">The exact bytes of the record; may be empty.</param>
    /// <returns>The leaf hash.</returns>
    [HotPath]
    public static TreeHash HashLeaf(ReadOnlySpan<byte> record) =>
        record.Length < StackLimit ? HashPrefixed(record, stackalloc byte[record.Length + 1]) : HashLongLeaf(record);

    /// <summary>SHA-256 of 0x01 and the two children.</summary>
    /// <param name="left">The left child.</param>
    /// <param name="right">The right child, of a subtree that is at most as high.</param>
    /// <returns>The hash of their parent.</returns>
    [HotPath]
    public static TreeHash HashNode(in TreeHash left, in TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + TreeHash.Length + TreeHash.Length];
        input[0] = NodePrefix;
        left.Bytes.CopyTo(input[1..]);
        right.Bytes.CopyTo(input[(1 + TreeHash.Length)..]);
        return Hash(input);
    }

    /// <summary>Hashes children in pairs: the next level of a tree.</summary>
    /// <remarks>
    /// Where the processor has vectors of 256 bits, eight nodes are hashed at once. Each call of the runtime's SHA-256 costs more than the two
    /// blocks of a node, so this is several times as fast as one call for each.
    /// </remarks>
    /// <param name="children">An even number of hashes.</param>
    /// <param name="parents">Room for half as many. It may be the beginning of <paramref name="children"/>.</param>
    /// <exception cref="ArgumentException">The number is odd, or there is too little room.</exception>
    [HotPath]
    public static void HashLevel(ReadOnlySpan<TreeHash> children, Span<TreeHash> parents)
    {
        if (children.Length % 2 != 0)
            throw new ArgumentException("Children come in pairs.", nameof(children));
        if (parents.Length < children.Length / 2)
            throw new ArgumentException("There is less room than half of the children need.", nameof(parents));

        var at = 0;
        var count = children.Length / 2;
        if (NodeLanes.IsSupported)
        {
            for (; at + NodeLanes.Count <= count; at += NodeLanes.Count)
                NodeLanes.Hash(children.Slice(2 * at, 2 * NodeLanes.Count), parents.Slice(at, NodeLanes.Count));
        }
        for (; at < count; at++)
            parents[at] = HashNode(children[2 * at], children[2 * at + 1]);
    }

    /// <summary>The root of a perfect subtree, level by level.</summary>
    /// <param name="hashes">A power of two of hashes; what they were is lost.</param>
    /// <returns>The root.</returns>
    internal static TreeHash HashPerfect(Span<TreeHash> hashes)
    {
        for (var count = hashes.Length; count > 1; count /= 2)
            HashLevel(hashes[..count], hashes);
        return hashes[0];
    }

    private static TreeHash HashPrefixed(ReadOnlySpan<byte> record, Span<byte> input)
    {
        input[0] = LeafPrefix;
        record.CopyTo(input[1..]);
        return Hash(input);
    }

    private static TreeHash HashLongLeaf(ReadOnlySpan<byte> record)
    {
        var rented = ArrayPool<byte>.Shared.Rent(record.Length + 1);
        var hash = HashPrefixed(record, rented.AsSpan(0, record.Length + 1));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static TreeHash Hash(ReadOnlySpan<byte> input)
    {
        TreeHash hash = default;
        SHA256.HashData(input, MemoryMarshal.AsBytes(new Span<TreeHash>(ref hash)));
        return hash;
    }
}

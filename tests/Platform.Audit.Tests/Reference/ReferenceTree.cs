using System.Security.Cryptography;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Reference;

/// <summary>The definitions of RFC 6962, section 2.1, and of the draft on subtrees, word for word and without a thought for speed.</summary>
internal static class ReferenceTree
{
    public static TreeHash LeafHash(ReadOnlySpan<byte> record) => new(SHA256.HashData([0, .. record]));

    public static TreeHash NodeHash(TreeHash left, TreeHash right) => new(SHA256.HashData([1, .. left.Bytes, .. right.Bytes]));

    /// <summary>MTH, over hashes of leaves.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.IsEmpty)
            return new TreeHash(SHA256.HashData([]));
        if (leaves.Length == 1)
            return leaves[0];
        var k = Split(leaves.Length);
        return NodeHash(Root(leaves[..k]), Root(leaves[k..]));
    }

    /// <summary>PATH.</summary>
    public static List<TreeHash> Path(int index, ReadOnlySpan<TreeHash> leaves)
    {
        if (leaves.Length == 1)
            return [];
        var k = Split(leaves.Length);
        return index < k
            ? [.. Path(index, leaves[..k]), Root(leaves[k..])]
            : [.. Path(index - k, leaves[k..]), Root(leaves[..k])];
    }

    /// <summary>PROOF.</summary>
    public static List<TreeHash> Consistency(int size, ReadOnlySpan<TreeHash> leaves) => SubProof(size, leaves, isKnown: true);

    /// <summary>SUBTREE_PROOF.</summary>
    public static List<TreeHash> SubtreeProof(int start, int end, ReadOnlySpan<TreeHash> leaves) => SubtreeSubProof(start, end, leaves, isKnown: true);

    /// <summary>Leaves that differ from each other.</summary>
    public static TreeHash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(at => LeafHash(Record(at)))];

    public static byte[] Record(int index) => [.. System.Text.Encoding.UTF8.GetBytes($"record {index} "), .. new byte[index % 7]];

    private static List<TreeHash> SubProof(int size, ReadOnlySpan<TreeHash> leaves, bool isKnown)
    {
        if (size == leaves.Length)
            return isKnown ? [] : [Root(leaves)];
        var k = Split(leaves.Length);
        return size <= k
            ? [.. SubProof(size, leaves[..k], isKnown), Root(leaves[k..])]
            : [.. SubProof(size - k, leaves[k..], isKnown: false), Root(leaves[..k])];
    }

    private static List<TreeHash> SubtreeSubProof(int start, int end, ReadOnlySpan<TreeHash> leaves, bool isKnown)
    {
        if (start == 0 && end == leaves.Length)
            return isKnown ? [] : [Root(leaves)];
        var k = Split(leaves.Length);
        if (end <= k)
            return [.. SubtreeSubProof(start, end, leaves[..k], isKnown), Root(leaves[k..])];
        return start >= k
            ? [.. SubtreeSubProof(start - k, end - k, leaves[k..], isKnown), Root(leaves[..k])]
            : [.. SubtreeSubProof(0, end - k, leaves[k..], isKnown: false), Root(leaves[..k])];
    }

    private static int Split(int count)
    {
        var k = 1;
        while (2 * k < count)
            k *= 2;
        return k;
    }
}

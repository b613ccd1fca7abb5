using Platform.Shared;

namespace Platform.Audit.Trees;

/// <summary>Verifies proofs of a Merkle tree (RFC 6962, section 2.1; RFC 9162, section 2.1; draft-ietf-plants-merkle-tree-certs for subtrees).</summary>
/// <remarks>
/// One algorithm serves all: that leaf i is included is that the subtree [i, i + 1) is consistent with the tree, and that a tree of size m is a prefix
/// is the same of [0, m). Whatever is wrong with a proof or with the numbers beside it gives <see langword="false"/>; nothing throws.
/// </remarks>
public static class TreeProof
{
    /// <summary>The most hashes that a proof can have: 64.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether a record is in a tree.</summary>
    /// <param name="index">The index of the record, from 0.</param>
    /// <param name="size">The size of the tree.</param>
    /// <param name="leafHash">The hash of the record (<see cref="TreeHasher.HashLeaf"/>).</param>
    /// <param name="proof">The inclusion proof, from the leaf's sibling upwards.</param>
    /// <param name="root">The root of the tree.</param>
    /// <returns>Whether the proof shows it.</returns>
    [HotPath]
    public static bool VerifyInclusion(long index, long size, in TreeHash leafHash, ReadOnlySpan<TreeHash> proof, in TreeHash root) =>
        index >= 0 && index < size && VerifyPath(index, index + 1, size, leafHash, proof, root);

    /// <summary>Whether a tree is what an older one has become by appending.</summary>
    /// <param name="oldSize">The size of the older tree. From 0 there is nothing to prove: the answer is <see langword="false"/>.</param>
    /// <param name="newSize">The size of the newer tree. With equal sizes the proof is empty and the roots are the same.</param>
    /// <param name="oldRoot">The root of the older tree.</param>
    /// <param name="newRoot">The root of the newer tree.</param>
    /// <param name="proof">The consistency proof.</param>
    /// <returns>Whether the proof shows it.</returns>
    [HotPath]
    public static bool VerifyConsistency(long oldSize, long newSize, in TreeHash oldRoot, in TreeHash newRoot, ReadOnlySpan<TreeHash> proof) =>
        oldSize > 0 && oldSize <= newSize && VerifyPath(0, oldSize, newSize, oldRoot, proof, newRoot);

    /// <summary>Whether a record is in a subtree.</summary>
    /// <param name="index">The index of the record in the whole tree.</param>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf after its last.</param>
    /// <param name="leafHash">The hash of the record.</param>
    /// <param name="proof">The proof, from the leaf's sibling upwards.</param>
    /// <param name="subtreeHash">The hash of the subtree.</param>
    /// <returns>Whether the proof shows it. Never for a range that is no subtree (<see cref="Subtree.IsValid"/>).</returns>
    [HotPath]
    public static bool VerifySubtreeInclusion(long index, long start, long end, in TreeHash leafHash, ReadOnlySpan<TreeHash> proof, in TreeHash subtreeHash) =>
        Subtree.IsValid(start, end) && index >= start && VerifyInclusion(index - start, end - start, leafHash, proof, subtreeHash);

    /// <summary>Whether a subtree is part of a tree.</summary>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf after its last. An empty subtree has the hash of the empty tree, and an empty proof.</param>
    /// <param name="size">The size of the tree.</param>
    /// <param name="subtreeHash">The hash of the subtree.</param>
    /// <param name="root">The root of the tree.</param>
    /// <param name="proof">The proof.</param>
    /// <returns>Whether the proof shows it. Never for a range that is no subtree (<see cref="Subtree.IsValid"/>).</returns>
    [HotPath]
    public static bool VerifySubtreeConsistency(long start, long end, long size, in TreeHash subtreeHash, in TreeHash root, ReadOnlySpan<TreeHash> proof)
    {
        if (start == end)
            return start >= 0 && end <= size && proof.IsEmpty && subtreeHash == TreeHash.Empty;
        return Subtree.IsValid(start, end) && end <= size && VerifyPath(start, end, size, subtreeHash, proof, root);
    }

    /// <summary>
    /// Climbs from the subtree to the root. Of the nodes at the present height, <c>first</c> holds the subtree's first leaf, <c>last</c> its last and
    /// <c>treeLast</c> that of the tree. <c>subtree</c> grows only by what belongs to the subtree; <c>tree</c> by everything.
    /// </summary>
    private static bool VerifyPath(long start, long end, long size, in TreeHash subtreeHash, ReadOnlySpan<TreeHash> proof, in TreeHash root)
    {
        if (proof.Length > MaxLength)
            return false;
        var (first, last, treeLast) = (start, end - 1, size - 1);
        // Heights at which no hash joins are left out: up to where the subtree's last node is a left child with more to its right, or where
        // the subtree is one node.
        while (first != last && (last == treeLast || (last & 1) == 1))
            Rise(ref first, ref last, ref treeLast);

        var subtree = subtreeHash;
        var at = 0;
        if (first != last)
        {
            if (proof.IsEmpty)
                return false;
            subtree = proof[at++]; // the subtree ends in two halves: its right part is not complete and comes with the proof
        }

        var tree = subtree;
        for (; at < proof.Length; at++)
        {
            if (treeLast == 0)
                return false;
            ref readonly var sibling = ref proof[at];
            if ((last & 1) == 1 || last == treeLast)
            {
                if (first < last)
                    subtree = TreeHasher.HashNode(sibling, subtree);
                tree = TreeHasher.HashNode(sibling, tree);
                while ((last & 1) == 0 && last != 0)
                    Rise(ref first, ref last, ref treeLast);
            }
            else
            {
                tree = TreeHasher.HashNode(tree, sibling);
            }
            Rise(ref first, ref last, ref treeLast);
        }
        return treeLast == 0 && subtree == subtreeHash && tree == root;
    }

    private static void Rise(ref long first, ref long last, ref long treeLast)
    {
        first >>= 1;
        last >>= 1;
        treeLast >>= 1;
    }
}

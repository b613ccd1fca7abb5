using System.Numerics;
using Platform.Shared;

namespace Platform.Audit.Trees;

/// <summary>Makes roots and proofs from the hashes of a tree. Where the source answers at once, nothing is allocated.</summary>
/// <remarks>It trusts the source. A proof from a wrong one does not verify against the root that was signed.</remarks>
/// <param name="nodes">Where the hashes are.</param>
public sealed class TreeProver(INodeSource nodes)
{
    /// <summary>The number of hashes in an inclusion proof.</summary>
    /// <param name="index">The index of the record.</param>
    /// <param name="size">The size of the tree.</param>
    /// <returns>At most 63.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record is not in the tree.</exception>
    public static int GetInclusionLength(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return ProofWalk.Count(index, index + 1, size);
    }

    /// <summary>Computes the root of a tree.</summary>
    /// <param name="size">Its size. The root of the empty tree is <see cref="TreeHash.Empty"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The root.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public ValueTask<TreeHash> ComputeRootAsync(long size, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? ValueTask.FromResult(TreeHash.Empty) : HashRangeAsync(0, size, cancellationToken);
    }

    /// <summary>Proves that a record is in a tree.</summary>
    /// <param name="index">The index of the record.</param>
    /// <param name="size">The size of the tree.</param>
    /// <param name="proof">Room for the hashes; <see cref="TreeProof.MaxLength"/> always suffice.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many hashes were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The record is not in the tree.</exception>
    /// <exception cref="ArgumentException">There is too little room.</exception>
    [HotPath]
    public ValueTask<int> ProveInclusionAsync(long index, long size, Memory<TreeHash> proof, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return ProveAsync(index, index + 1, size, proof, cancellationToken);
    }

    /// <summary>Proves that a tree is what an older one has become by appending.</summary>
    /// <param name="oldSize">The size of the older tree. From 0 there is nothing to prove, and the proof is empty.</param>
    /// <param name="newSize">The size of the newer tree.</param>
    /// <param name="proof">Room for the hashes; <see cref="TreeProof.MaxLength"/> always suffice.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many hashes were written; none where the sizes are equal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The older tree is larger.</exception>
    /// <exception cref="ArgumentException">There is too little room.</exception>
    public ValueTask<int> ProveConsistencyAsync(long oldSize, long newSize, Memory<TreeHash> proof, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        return oldSize == 0 ? ValueTask.FromResult(0) : ProveAsync(0, oldSize, newSize, proof, cancellationToken);
    }

    /// <summary>
    /// Whether a tree is what an older one has become by appending: asks for the proof and verifies it. Both roots come from the caller, so whatever the source answers, it cannot make one history of two.
    /// </summary>
    /// <param name="oldSize">The size of the older tree.</param>
    /// <param name="oldRoot">Its root, from where it is believed.</param>
    /// <param name="newSize">The size of the newer tree.</param>
    /// <param name="newRoot">Its root, from where it is believed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is. A newer tree that is smaller is not; every tree continues the empty one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public async ValueTask<bool> ContinuesAsync(long oldSize, TreeHash oldRoot, long newSize, TreeHash newRoot, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfNegative(newSize);
        if (oldSize > newSize)
            return false;
        if (oldSize == newSize)
            return oldRoot == newRoot;
        if (oldSize == 0)
            return oldRoot == TreeHash.Empty;
        var proof = new TreeHash[TreeProof.MaxLength];
        var length = await ProveConsistencyAsync(oldSize, newSize, proof, cancellationToken).ConfigureAwait(false);
        return TreeProof.VerifyConsistency(oldSize, newSize, oldRoot, newRoot, proof.AsSpan(0, length));
    }

    /// <summary>Computes the hash of a subtree.</summary>
    /// <param name="start">The first leaf.</param>
    /// <param name="end">The leaf after the last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The hash.</returns>
    /// <exception cref="ArgumentException">The range is no subtree (<see cref="Subtree.IsValid"/>).</exception>
    public ValueTask<TreeHash> ComputeSubtreeAsync(long start, long end, CancellationToken cancellationToken = default)
    {
        RequireSubtree(start, end);
        return HashRangeAsync(start, end, cancellationToken);
    }

    /// <summary>Proves that a subtree is part of a tree.</summary>
    /// <param name="start">The first leaf of the subtree.</param>
    /// <param name="end">The leaf after its last.</param>
    /// <param name="size">The size of the tree.</param>
    /// <param name="proof">Room for the hashes; <see cref="TreeProof.MaxLength"/> always suffice.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many hashes were written.</returns>
    /// <exception cref="ArgumentException">The range is no subtree (<see cref="Subtree.IsValid"/>), or there is too little room.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The subtree ends beyond the tree.</exception>
    public ValueTask<int> ProveSubtreeAsync(long start, long end, long size, Memory<TreeHash> proof, CancellationToken cancellationToken = default)
    {
        RequireSubtree(start, end);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, size);
        return ProveAsync(start, end, size, proof, cancellationToken);
    }

    private static void RequireSubtree(long start, long end)
    {
        if (!Subtree.IsValid(start, end))
            throw new ArgumentException($"The leaves from {start} to before {end} are no subtree.", nameof(end));
    }

    private async ValueTask<int> ProveAsync(long start, long end, long size, Memory<TreeHash> proof, CancellationToken cancellationToken)
    {
        var count = ProofWalk.Count(start, end, size);
        if (proof.Length < count)
            throw new ArgumentException($"The proof has {count} hashes; there is room for {proof.Length}.", nameof(proof));

        var walk = new ProofWalk(start, end, size);
        for (var at = count - 1; walk.MoveNext(out var from, out var to); at--)
        {
            var hash = await HashRangeAsync(from, to, cancellationToken).ConfigureAwait(false);
            proof.Span[at] = hash;
        }
        return count;
    }

    /// <summary>The hash of a range that begins where a subtree of its size may: its perfect parts, joined from the smallest on the right.</summary>
    private async ValueTask<TreeHash> HashRangeAsync(long start, long end, CancellationToken cancellationToken)
    {
        TreeHash hash = default;
        var position = end;
        for (var rest = (ulong)(end - start); rest != 0; rest &= rest - 1)
        {
            var level = BitOperations.TrailingZeroCount(rest);
            var isFirst = position == end;
            position -= 1L << level;
            var node = await nodes.ReadNodeAsync(level, position >> level, cancellationToken).ConfigureAwait(false);
            hash = isFirst ? node : TreeHasher.HashNode(node, hash);
        }
        return hash;
    }
}

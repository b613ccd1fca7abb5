using System.Numerics;

namespace Platform.Audit.Trees;

/// <summary>Which ranges of leaves are subtrees that a proof can speak of (draft-ietf-plants-merkle-tree-certs, "Subtrees").</summary>
public static class Subtree
{
    /// <summary>
    /// Whether the leaves from <paramref name="start"/> to before <paramref name="end"/> are a subtree: there is one at least, and the start is a
    /// multiple of the smallest power of two that is not less than their number.
    /// </summary>
    /// <param name="start">The first leaf.</param>
    /// <param name="end">The leaf after the last.</param>
    /// <returns>Whether they are.</returns>
    public static bool IsValid(long start, long end) =>
        start >= 0 && start < end && ((ulong)start & (BitOperations.RoundUpToPowerOf2((ulong)(end - start)) - 1)) == 0;
}

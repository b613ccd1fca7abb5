using System.Numerics;

namespace Platform.Audit.Trees;

/// <summary>
/// Walks from the root of a tree down to a subtree and names the ranges whose hashes are its consistency proof, the last of the proof first
/// (SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs). Inclusion of leaf i is the proof of [i, i + 1), consistency with size m that of
/// [0, m): PATH and PROOF of RFC 6962, section 2.1.
/// </summary>
internal struct ProofWalk(long start, long end, long size)
{
    private long _start = start;
    private long _low;
    private long _high = size;
    private bool _isKnown = true; // whether the verifier has the hash of the range that is left
    private bool _isDone;

    /// <summary>How many hashes the proof has.</summary>
    public static int Count(long start, long end, long size)
    {
        var walk = new ProofWalk(start, end, size);
        var count = 0;
        while (walk.MoveNext(out _, out _))
            count++;
        return count;
    }

    public bool MoveNext(out long from, out long to)
    {
        (from, to) = (_low, _high);
        if (_isDone)
            return false;
        if (_start == _low && end == _high)
        {
            _isDone = true;
            return !_isKnown;
        }

        var middle = _low + LargestPowerBelow(_high - _low);
        if (end <= middle)
        {
            from = _high = middle;
        }
        else
        {
            to = middle;
            if (_start < middle)
            {
                _isKnown = false; // the subtree ends in both halves: it is their beginning, and the left one is proven by its own hash
                _start = middle;
            }
            _low = middle;
        }
        return true;
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}

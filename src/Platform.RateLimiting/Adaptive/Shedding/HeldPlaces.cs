namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// How many places each consumer holds, by its bucket and priority, and how many of all places are held beyond what one consumer may take from others. Calls that
/// do not end, because their clients send or read a byte now and then, would else shut everybody out.
/// </summary>
/// <param name="share">The share of the limit that counts in full; 1 counts every place.</param>
internal sealed class HeldPlaces(double share)
{
    /// <summary>Of a small limit a share would be one place or none, and everybody makes two calls at once.</summary>
    private const int LeastBound = 2;

    private readonly int[] _held = new int[FairShares.Classes * FairShares.Buckets];
    private readonly int[] _beyond = new int[FairShares.Classes];
    private int _limit = -1;
    private int _bound = int.MaxValue;

    /// <summary>How many places are held beyond the bound, by all who are.</summary>
    public int Beyond => BeyondFor(LoadPriority.Important);

    /// <summary>How many of them do not count for a call: those of calls that are no more important.</summary>
    public int BeyondFor(LoadPriority priority)
    {
        var beyond = 0;
        for (var each = 0; each <= (int)priority; each++)
            beyond += _beyond[each];
        return beyond;
    }

    /// <summary>Follows the limit.</summary>
    public void Follow(int limit)
    {
        if (limit == _limit || share >= 1)
            return;
        _limit = limit;
        _bound = Math.Max(LeastBound, (int)Math.Ceiling(share * limit));
        for (var priority = 0; priority < FairShares.Classes; priority++)
        {
            _beyond[priority] = 0;
            foreach (var held in _held.AsSpan(priority * FairShares.Buckets, FairShares.Buckets))
                _beyond[priority] += Math.Max(0, held - _bound);
        }
    }

    /// <summary>Whether one place more of this consumer's counts in full.</summary>
    public bool IsWithin(LoadPriority priority, int bucket) => Held(priority, bucket) < _bound;

    public void Begin(LoadPriority priority, int bucket)
    {
        if (Held(priority, bucket)++ >= _bound)
            _beyond[(int)priority]++;
    }

    public void End(LoadPriority priority, int bucket)
    {
        if (Held(priority, bucket)-- > _bound)
            _beyond[(int)priority]--;
    }

    private ref int Held(LoadPriority priority, int bucket) => ref _held[(int)priority * FairShares.Buckets + bucket];
}

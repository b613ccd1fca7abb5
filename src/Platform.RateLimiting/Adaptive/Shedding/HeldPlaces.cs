using Platform.RateLimiting.Adaptive.Concurrency;

namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// How many places each consumer holds, by its bucket, and how many of all places are held for long beyond what one consumer may take from others. Calls that
/// do not end, because their clients send or read a byte now and then, would else shut everybody out. What ends in time is no matter for this: of that, fair
/// queueing gives everybody his share.
/// </summary>
/// <param name="share">The share of the limit that counts in full; 1 counts every place.</param>
internal sealed class HeldPlaces(double share)
{
    /// <summary>Of a small limit a share would be one place or none, and everybody makes two calls at once.</summary>
    private const int LeastBound = 2;

    /// <summary>Begun since the last mark, between it and the one before, and earlier: those are held for long.</summary>
    private readonly int[] _latest = new int[FairShares.Buckets];
    private readonly int[] _earlier = new int[FairShares.Buckets];
    private readonly int[] _long = new int[FairShares.Buckets];
    private long _mark = long.MinValue;
    private long _markBefore = long.MinValue;
    private int _limit = -1;
    private int _bound = int.MaxValue;

    /// <summary>How many places are held for long beyond the bound, by all who hold too many.</summary>
    public int Beyond { get; private set; }

    /// <summary>Follows the time and the limit.</summary>
    public void Follow(long now, int limit, double meanLatency)
    {
        if (share >= 1)
            return;
        var isOver = Mark(now, ConcurrencyController.LongAfter(meanLatency));
        if (limit == _limit && !isOver)
            return;
        _limit = limit;
        _bound = Math.Max(LeastBound, (int)Math.Ceiling(share * limit));
        Beyond = 0;
        foreach (var held in _long)
            Beyond += Math.Max(0, held - _bound);
    }

    /// <summary>Whether one place more of this consumer's counts in full.</summary>
    public bool IsWithin(int bucket) => _latest[bucket] + _earlier[bucket] + _long[bucket] < _bound;

    public void Begin(int bucket) => _latest[bucket]++;

    public void End(int bucket, long begunAt)
    {
        if (begunAt >= _mark)
            _latest[bucket]--;
        else if (begunAt >= _markBefore)
            _earlier[bucket]--;
        else if (_long[bucket]-- > _bound)
            Beyond--;
    }

    /// <summary>Sets a mark when the last is old enough, or two when nobody has looked for so long.</summary>
    private bool Mark(long now, long longTime)
    {
        if (_mark == long.MinValue)
            _mark = now;
        if (now - _mark < longTime)
            return false;
        var times = now - _mark < 2 * longTime ? 1 : 2;
        for (var time = 0; time < times; time++)
        {
            for (var bucket = 0; bucket < FairShares.Buckets; bucket++)
            {
                _long[bucket] += _earlier[bucket];
                _earlier[bucket] = _latest[bucket];
                _latest[bucket] = 0;
            }
            (_markBefore, _mark) = (_mark, now);
        }
        return true;
    }
}

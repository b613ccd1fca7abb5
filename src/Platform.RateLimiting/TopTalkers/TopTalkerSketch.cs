namespace Platform.RateLimiting.TopTalkers;

/// <summary>
/// The most frequent keys of a stream in constant space: Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient computation of
/// frequent and top-k elements in data streams", 2005). A newcomer takes the place of the least frequent, and inherits its count
/// as what it may be overcounted by.
/// </summary>
internal sealed class TopTalkerSketch
{
    public const int Places = 64;

    private readonly Lock _lock = new();
    private readonly ulong[] _tags = new ulong[Places];
    private readonly Entry[] _entries = new Entry[Places];
    private int _used;
    private long _halvings;

    /// <summary>Counts one decision. The key is put into words only when it is new here.</summary>
    /// <param name="tag">The key's hash.</param>
    /// <param name="key">The key.</param>
    /// <param name="refused">Whether it was, or would have been, refused.</param>
    /// <param name="minute">The number of the minute.</param>
    public void Count(ulong tag, in RateLimitKey key, bool refused, long minute)
    {
        lock (_lock)
        {
            Halve(minute);
            var place = _tags.AsSpan(0, _used).IndexOf(tag);
            if (place < 0)
            {
                place = _used < Places ? _used++ : Least();
                _tags[place] = tag;
                _entries[place] = new Entry { Key = key.ToString(), Decisions = _entries[place].Decisions, Overcount = _entries[place].Decisions };
            }
            _entries[place].Decisions++;
            _entries[place].Refused += refused ? 1 : 0;
        }
    }

    /// <summary>Counts a refusal of a decision that is counted already, as long as its key is known.</summary>
    public void Refuse(ulong tag, long minute)
    {
        lock (_lock)
        {
            Halve(minute);
            if (_tags.AsSpan(0, _used).IndexOf(tag) is var place and >= 0)
                _entries[place].Refused++;
        }
    }

    public IReadOnlyList<RateLimitTalker> Most(int count, int sampling, long minute)
    {
        lock (_lock)
        {
            Halve(minute);
            return [.. _entries.Take(_used).Where(entry => entry.Decisions > 0).OrderByDescending(entry => entry.Decisions).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(count)
                .Select(entry => new RateLimitTalker(entry.Key, entry.Decisions * sampling, entry.Refused * sampling, entry.Overcount * sampling))];
        }
    }

    private int Least()
    {
        var least = 0;
        for (var i = 1; i < _used; i++)
        {
            if (_entries[i].Decisions < _entries[least].Decisions)
                least = i;
        }
        return least;
    }

    private void Halve(long minute)
    {
        var times = (int)Math.Min(62, minute - _halvings);
        if (times <= 0)
            return;
        _halvings = minute;
        for (var i = 0; i < _used; i++)
        {
            ref var entry = ref _entries[i];
            (entry.Decisions, entry.Refused, entry.Overcount) = (entry.Decisions >> times, entry.Refused >> times, entry.Overcount >> times);
        }
    }

    private struct Entry
    {
        public string Key;
        public long Decisions;
        public long Refused;
        public long Overcount;
    }
}

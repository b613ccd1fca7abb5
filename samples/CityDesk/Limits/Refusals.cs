using System.Collections.Concurrent;

namespace CityDesk.Limits;

/// <summary>
/// How often this instance has refused whom since it started. Only holders of keys are counted, so that it stays small; each of them has a line in the log of his own, at most one a minute: whoever else is
/// refused, and however often, hides from nobody that a partner is.
/// </summary>
internal sealed class Refusals(TimeProvider time, ILogger<Refusals> logger)
{
    private readonly ConcurrentDictionary<string, Holder> _byConsumer = new(StringComparer.Ordinal);

    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <param name="consumer">Who was refused.</param>
    /// <param name="code">The code of the error that says why.</param>
    public void Count(string consumer, string code)
    {
        var holder = _byConsumer.GetOrAdd(consumer, static _ => new Holder());
        if (holder.Count(time) is var count and > 0)
            logger.HolderRefused(consumer, code, count);
    }

    public long Of(string consumer) => _byConsumer.TryGetValue(consumer, out var holder) ? holder.All : 0;

    private sealed class Holder
    {
        private readonly Lock _lock = new();
        private long _all;
        private long _told;
        private long? _toldAt;

        public long All => Volatile.Read(ref _all);

        /// <summary>Counts one, and how many there were since the last that was told; 0 while it is too early to tell more.</summary>
        public long Count(TimeProvider time)
        {
            lock (_lock)
            {
                _all++;
                var now = time.GetTimestamp();
                if (_toldAt is { } last && time.GetElapsedTime(last, now) < RefusalLog.Interval)
                    return 0;
                var count = _all - _told;
                (_told, _toldAt) = (_all, now);
                return count;
            }
        }
    }
}

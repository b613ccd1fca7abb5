namespace Platform.Webhooks.PostgreSql;

/// <summary>
/// From which place on there can be something to route. What was routed leaves dead entries in the index, at the end where routing begins to read; while any transaction of the database stays
/// open, nobody may remove them, and each reading would walk over all of them. The mark lets it begin behind them.
/// </summary>
/// <remarks>
/// A place may become visible after later ones: its transaction commits later. So that nothing stays behind the mark: everything up to a place <c>p</c> was routed; then those transactions are
/// noted that write places at that moment (they hold a lock of the table from before they have a place until they end); when all of them have ended, one more routing from the old mark past
/// <c>p</c> takes what they have left, and <c>p</c> is the mark. Thread-safe.
/// </remarks>
internal sealed class RoutingMark(TimeSpan looksEvery, TimeSpan forgetsEvery, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _place;
    private long _highest;
    private long? _candidate;
    private HashSet<string>? _writers;
    private long _lookedAt = time.GetTimestamp();
    private long _forgotAt = time.GetTimestamp();

    /// <summary>Whether those who write places are to be looked at.</summary>
    public bool WantsWriters
    {
        get
        {
            lock (_lock)
                return _candidate is null ? _highest > _place && time.GetElapsedTime(_lookedAt) >= looksEvery : _writers is not null;
        }
    }

    /// <summary>Before a routing.</summary>
    /// <returns>The place behind which it begins, and the one up to which nobody writes any more, where there is one.</returns>
    public (long After, long? Settled) Begin()
    {
        lock (_lock)
        {
            // A database that was restored has lower places again.
            if (time.GetElapsedTime(_forgotAt) >= forgetsEvery)
                (_place, _highest, _candidate, _writers, _forgotAt) = (0, 0, null, null, time.GetTimestamp());
            return (_place, _writers is null ? _candidate : null);
        }
    }

    /// <summary>After a routing.</summary>
    /// <param name="settled">What <see cref="Begin"/> said.</param>
    /// <param name="highest">The highest place that was routed; 0 for none.</param>
    /// <param name="isAll">Whether nothing was left.</param>
    public void Routed(long? settled, long highest, bool isAll)
    {
        lock (_lock)
        {
            _highest = Math.Max(_highest, highest);
            if (settled is { } place && place == _candidate && (isAll || highest >= place))
                (_place, _candidate, _lookedAt) = (place, null, time.GetTimestamp());
        }
    }

    /// <summary>Takes note of who writes places: after a routing, on whatever connection.</summary>
    /// <param name="writers">Their transactions.</param>
    public void Saw(IReadOnlyCollection<string> writers)
    {
        lock (_lock)
        {
            if (_candidate is null)
                (_candidate, _writers) = (_highest, [.. writers]);
            else
                _writers?.IntersectWith(writers);
            if (_writers is { Count: 0 })
                _writers = null;
        }
    }
}

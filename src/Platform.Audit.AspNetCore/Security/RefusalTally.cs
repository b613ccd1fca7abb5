namespace Platform.Audit.AspNetCore.Security;

/// <summary>
/// Which refusals are recorded at once and which are counted. The first of its kind is recorded, those that follow within the interval are counted, and the count is told at its end. It has
/// no clock and no store.
/// </summary>
/// <param name="interval">How long is counted after the first.</param>
/// <param name="most">How many are told apart.</param>
internal sealed class RefusalTally(TimeSpan interval, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Refusal, Count> _counts = [];

    /// <summary>Whether a refusal is recorded now; otherwise it is counted.</summary>
    /// <param name="refusal">The refusal, as it is to be recorded: without details where there are too many.</param>
    /// <param name="now">When.</param>
    /// <param name="repeated">How many before it were counted and not told yet; they are told with it.</param>
    /// <returns>Whether it is recorded.</returns>
    public bool TryTake(ref Refusal refusal, DateTimeOffset now, out long repeated)
    {
        lock (_lock)
        {
            repeated = 0;
            if (!_counts.ContainsKey(refusal) && _counts.Count >= most)
                refusal = refusal.WithoutDetails;
            if (!_counts.TryGetValue(refusal, out var count))
            {
                _counts.Add(refusal, new Count(now, 0));
                return true;
            }
            if (now - count.Since < interval)
            {
                _counts[refusal] = count with { Repeated = count.Repeated + 1 };
                return false;
            }
            repeated = count.Repeated;
            _counts[refusal] = new Count(now, 0);
            return true;
        }
    }

    /// <summary>Takes what was counted and is due, and forgets what is over.</summary>
    /// <param name="now">When.</param>
    /// <param name="all">Whether everything is due: at the end.</param>
    /// <returns>What to record, with how often it was repeated.</returns>
    public List<(Refusal Refusal, long Repeated)> TakeDue(DateTimeOffset now, bool all = false)
    {
        List<(Refusal, long)> due = [];
        lock (_lock)
        {
            foreach (var (refusal, count) in _counts)
            {
                if (!all && now - count.Since < interval)
                    continue;
                if (count.Repeated > 0)
                    due.Add((refusal, count.Repeated));
                _counts.Remove(refusal);
            }
        }
        return due;
    }

    private readonly record struct Count(DateTimeOffset Since, long Repeated);
}

namespace Platform.Audit.Sequencing;

/// <summary>
/// Which of many events that are lost are told in the ordinary log: the first, and then one in ten seconds with the number of those between. All of them are
/// counted in the metric.
/// </summary>
internal sealed class LossReports(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _told;
    private long _untold;

    /// <summary>One more is lost.</summary>
    /// <param name="untold">How many before it were not told.</param>
    /// <returns>Whether it is told.</returns>
    public bool TryTell(out long untold)
    {
        lock (_lock)
        {
            untold = _untold;
            if (_told is { } told && time.GetElapsedTime(told) < Interval)
            {
                _untold++;
                return false;
            }
            (_told, _untold) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}

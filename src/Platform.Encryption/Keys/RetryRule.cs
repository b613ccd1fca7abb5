namespace Platform.Encryption.Keys;

/// <summary>Decides how long to wait after failures in a row; pure. Exponential back-off with jitter.</summary>
internal static class RetryRule
{
    /// <summary>What a first failure costs at most: a connection that broke is tried again at once, as good as.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private const int MostDoublings = 30;

    /// <param name="failures">How many in a row, at least 1.</param>
    /// <param name="jitter">0 to 1, drawn anew each time, so that those who failed together do not come back together.</param>
    /// <param name="most">The longest delay.</param>
    public static TimeSpan DelayAfter(int failures, double jitter, TimeSpan most)
    {
        var full = First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return TimeSpan.FromMilliseconds(Math.Min(full, most.TotalMilliseconds) * (0.5 + jitter / 2));
    }
}

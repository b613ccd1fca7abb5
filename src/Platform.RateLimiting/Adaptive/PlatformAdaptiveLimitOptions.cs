namespace Platform.RateLimiting;

/// <summary>The adaptive concurrency limit: how many calls run at once, and what happens to the others.</summary>
public sealed class PlatformAdaptiveLimitOptions
{
    /// <summary>The limit at start. What the service really bears is found within some hundred calls.</summary>
    /// <value>20.</value>
    public int InitialLimit { get; set; } = 20;

    /// <summary>The limit never falls below. At least 1.</summary>
    /// <value>1.</value>
    public int LeastLimit { get; set; } = 1;

    /// <summary>The limit never rises above.</summary>
    /// <value>1,000.</value>
    public int MostLimit { get; set; } = 1000;

    /// <summary>How many calls may wait for a place. Beyond it, the one that would be served last is refused. 0 refuses at once what cannot run.</summary>
    /// <value>256.</value>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>How long a call may wait while a burst is absorbed: as long as the queue was empty within the same time.</summary>
    /// <value>100 ms.</value>
    public TimeSpan QueueInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a call may wait under overload: when the queue has not been empty for a <see cref="QueueInterval"/>. Where sixteen calls take longer to end, it is the time of sixteen, though at most twice the mean latency.</summary>
    /// <value>5 ms.</value>
    public TimeSpan QueueTarget { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The share of the limit, more than 0 and up to 1, that one consumer may take from others by calls that do not end: the share, but at least two places. What it holds for longer than eight times the
    /// mean of a call, or a second if that is more, does not count for others beyond it, so that as many more run: up to twice as many as the limit said when they were admitted.
    /// </summary>
    /// <value>0.25. 1 counts every place for everybody.</value>
    public double LongHeldShare { get; set; } = 0.25;

    /// <summary>The shortest time that a refused caller is told to wait. What it is told varies at random up to three times this, so that all do not come back together.</summary>
    /// <value>1 s.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Refuse nobody and make nobody wait; count what would have been.</summary>
    /// <value><see langword="false"/>.</value>
    public bool Shadow { get; set; }
}

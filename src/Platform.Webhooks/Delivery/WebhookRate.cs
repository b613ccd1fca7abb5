namespace Platform.Webhooks.Delivery;

/// <summary>
/// How fast a receiver may be called: evenly, and after a pause a few at once. Kept for each receiver over all processes, since one process at a time has its
/// lane.
/// </summary>
/// <remarks>
/// It is the generic cell rate algorithm. In any span of time there begin at most as many attempts as fit into it, and <see cref="Burst"/> more. Immutable.
/// </remarks>
public sealed record WebhookRate
{
    private const int MostBurst = 10_000;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>Clocks wake nobody to the millisecond; without this much slack a high rate would never be reached.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Says how fast.</summary>
    /// <param name="attempts">How many attempts, retries among them: at least 1.</param>
    /// <param name="per">In what time. For one attempt it allows at least a microsecond and at most a day.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no attempt, or it allows less or more time for each.</exception>
    public WebhookRate(int attempts, TimeSpan per)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var interval = per / attempts;
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMicroseconds(1), nameof(per));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, LongestInterval, nameof(per));
        (Interval, Burst) = (interval, (int)Math.Clamp(Slack / interval, 1, MostBurst));
    }

    /// <summary>How many attempts may follow each other at once when there were none for long enough: 1 to 10,000.</summary>
    /// <value>As many as the rate allows in 50 milliseconds, and at least 1: with that, no two are closer to each other than the rate says.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not among these.</exception>
    public int Burst
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostBurst);
            field = value;
        }
    }

    /// <summary>The time that one attempt takes up.</summary>
    internal TimeSpan Interval { get; }

    /// <summary>A rate for each second.</summary>
    /// <param name="attempts">How many attempts: at least 1.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no attempt, or there are more than a million.</exception>
    public static WebhookRate PerSecond(int attempts) => new(attempts, TimeSpan.FromSeconds(1));
}

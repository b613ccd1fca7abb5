namespace Platform.RateLimiting;

/// <summary>How an <see cref="AdaptiveLimiter"/> stands.</summary>
public sealed record AdaptiveLimiterState
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it only counts what it would refuse.</summary>
    public bool IsShadow { get; init; }

    /// <summary>How many calls may run now. While the limit binds it moves between the two limits of a trial.</summary>
    public int Limit { get; init; }

    /// <summary>How many run; more than the limit while consumers hold more than their share.</summary>
    public int Running { get; init; }

    /// <summary>How many wait.</summary>
    public int Waiting { get; init; }

    /// <summary>How long calls take, smoothed.</summary>
    public TimeSpan MeanLatency { get; init; }

    /// <summary>For how long calls have waited without a break.</summary>
    public TimeSpan OverloadedFor { get; init; }

    /// <summary>A sentence that says how the limit came about.</summary>
    public string Explanation { get; init; } = "";
}

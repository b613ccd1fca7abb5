namespace Platform.RateLimiting;

/// <summary>What an <see cref="AdaptiveLimiter"/> decided about a call.</summary>
public enum LoadDecision
{
    /// <summary>It runs.</summary>
    Admitted,

    /// <summary>It runs although the limit is reached, because the limiter only watches.</summary>
    Shadowed,

    /// <summary>It was refused: the queue was full of calls that are served before it.</summary>
    QueueFull,

    /// <summary>It was refused: it waited as long as it may.</summary>
    WaitedTooLong,
}

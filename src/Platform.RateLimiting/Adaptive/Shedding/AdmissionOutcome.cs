namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>What becomes of a call that comes, or of one that waited.</summary>
internal enum AdmissionOutcome
{
    /// <summary>It runs.</summary>
    Admitted,

    /// <summary>It waits.</summary>
    Waits,

    /// <summary>The queue is full of calls that are served before it.</summary>
    QueueFull,

    /// <summary>It waited, and one that is served before it needed the room.</summary>
    GaveWay,

    /// <summary>It waited as long as it may.</summary>
    WaitedTooLong,
}

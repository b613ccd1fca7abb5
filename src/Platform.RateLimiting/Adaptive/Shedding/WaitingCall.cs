namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>A call that waits for a place.</summary>
/// <param name="Call">The call.</param>
/// <param name="Priority">How important it is.</param>
/// <param name="Bucket">The bucket of its consumer.</param>
/// <param name="Tag">Its place among those of the same priority.</param>
/// <param name="Since">Since when it waits, in ticks.</param>
internal readonly record struct WaitingCall<TCall>(TCall Call, LoadPriority Priority, int Bucket, long Tag, long Since)
    where TCall : class
{
    /// <summary>Whether this one is served before another that came earlier.</summary>
    public bool IsBefore(in WaitingCall<TCall> other) => Priority != other.Priority ? Priority > other.Priority : Tag < other.Tag;
}

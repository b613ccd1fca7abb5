namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// How long a call may wait, by the rule of controlled delay (CoDel; Nichols and Jacobson, 2012) as Facebook applies it to requests ("Fail at scale", 2015):
/// long as long as the queue keeps running empty, for then it only absorbs a burst; short as soon as it has not been empty for an interval, for then it
/// only makes everybody late.
/// </summary>
internal sealed class WaitingTime(long target, long interval)
{
    private long _emptyAt;

    /// <summary>When the queue was last seen empty.</summary>
    public long EmptyAt => _emptyAt;

    /// <summary>Notes that the queue is empty.</summary>
    public void NoteEmpty(long now) => _emptyAt = now;

    /// <summary>Whether waiting has become a state.</summary>
    /// <param name="now">The time.</param>
    /// <param name="turnTime">In what time a call's turn comes at the present pace. With less, nobody would be served in turn by a slow service.</param>
    public bool IsOverload(long now, long turnTime) => now - _emptyAt > Interval(turnTime);

    /// <summary>How long a call may wait now.</summary>
    public long Allowed(long now, long turnTime) => IsOverload(now, turnTime) ? Math.Max(target, turnTime) : Interval(turnTime);

    private long Interval(long turnTime) => Math.Max(interval, 2 * turnTime);
}

namespace Platform.Encryption.Keys;

/// <summary>A moment by both clocks. The monotonic one stands still while a machine sleeps or a virtual one is paused; the other can be set. What is older by either is older.</summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Utc)
{
    public static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    public TimeSpan Age(TimeProvider time)
    {
        var (elapsed, passed) = (time.GetElapsedTime(Timestamp), time.GetUtcNow() - Utc);
        return elapsed > passed ? elapsed : passed;
    }
}

namespace Platform.RateLimiting.Gcra;

/// <summary>
/// Monotonic time as GCRA counts it: sixteenths of a nanosecond since shortly before the clock was made. 63 bits of them last
/// eighteen years of uptime, and an emission interval rounded up to one is off by less than 0.7 % even at a hundred million
/// permits a second.
/// </summary>
internal sealed class GcraClock
{
    public const long TicksPerSecond = 16_000_000_000;
    public const long TicksPerTimeSpanTick = TicksPerSecond / TimeSpan.TicksPerSecond;

    /// <summary>The clock does not start at zero: a word of zero is a slot never used, and must lie in the past.</summary>
    private const long Start = TicksPerSecond;

    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly long _frequency;
    private readonly long _ticksPerTimestamp;

    public GcraClock(TimeProvider time)
    {
        _time = time;
        _epoch = time.GetTimestamp();
        _frequency = time.TimestampFrequency;
        _ticksPerTimestamp = TicksPerSecond % _frequency == 0 ? TicksPerSecond / _frequency : 0;
    }

    public long Now
    {
        get
        {
            var elapsed = _time.GetTimestamp() - _epoch;
            return _ticksPerTimestamp != 0
                ? Start + elapsed * _ticksPerTimestamp
                : Start + (long)((Int128)elapsed * TicksPerSecond / _frequency);
        }
    }

    /// <summary>A wait, rounded up: who comes back after it is never too early.</summary>
    public static TimeSpan ToTimeSpan(long ticks) =>
        ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((ticks - 1) / TicksPerTimeSpanTick + 1);
}

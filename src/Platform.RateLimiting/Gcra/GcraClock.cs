using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>
    /// No coarse clock lags further: 64 ms. Linux moves <see cref="Environment.TickCount64"/> on with each timer interrupt, every
    /// 1 to 10 ms; Windows every 15.6 ms at most.
    /// </summary>
    public const long Lag = TicksPerSecond / 1000 * 64;

    private readonly TimeProvider _time;
    private readonly bool _isCoarseTimeKnown;
    private readonly long _epoch;
    private readonly long _frequency;
    private readonly long _ticksPerTimestamp;

    private Moment _latest;

    public GcraClock(TimeProvider time)
    {
        _time = time;
        _isCoarseTimeKnown = time == TimeProvider.System;
        _latest.Tick = long.MinValue;
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

    /// <summary>
    /// A time that is not after <see cref="Now"/>, and before it by less than <see cref="Lag"/>: when the system's coarse clock
    /// last moved. Costs a quarter of <see cref="Now"/>.
    /// </summary>
    public long Lately
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!_isCoarseTimeKnown)
                return Now;
            var tick = Environment.TickCount64;
            // The tick first: the time may then be of a later tick, which is only nearer to now.
            return Volatile.Read(ref _latest.Tick) == tick ? Volatile.Read(ref _latest.Time) : Note(tick);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Note(long tick)
    {
        var now = Now;
        var noted = Volatile.Read(ref _latest.Time);
        // Never backwards, also when this thread was held up since it asked for the tick: who sees a tick sees no time from before it.
        while (noted < now)
        {
            var seen = Interlocked.CompareExchange(ref _latest.Time, now, noted);
            if (seen == noted)
                break;
            noted = seen;
        }
        Volatile.Write(ref _latest.Tick, tick);
        return now;
    }

    /// <summary>A wait, rounded up: who comes back after it is never too early.</summary>
    public static TimeSpan ToTimeSpan(long ticks) =>
        ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((ticks - 1) / TicksPerTimeSpanTick + 1);

    /// <summary>On a cache line of its own: what is beside it may be written by others all the time.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Moment
    {
        [FieldOffset(64)]
        public long Tick;

        [FieldOffset(72)]
        public long Time;
    }
}

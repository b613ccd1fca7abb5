namespace Platform.RateLimiting.Gcra;

/// <summary>
/// A rate and a burst as the Generic Cell Rate Algorithm (ITU-T I.371, annex A, virtual scheduling) knows them, and its
/// decision. Pure arithmetic: no clock, no state, no lock. Times are ticks of <see cref="GcraClock"/>.
/// </summary>
/// <remarks>
/// The state of a key is one number, the theoretical arrival time: when all that was admitted so far would have been paid off
/// at the rate. What lies in the past is the same as never having called. Limits on the parts (<see cref="LongestBurst"/>,
/// cost at most the burst, uptime below 18 years) keep every sum below 2^63.
/// </remarks>
internal readonly struct GcraRate
{
    /// <summary>How long a full burst may take to be paid off: 366 days.</summary>
    public const long LongestBurst = 366L * 24 * 60 * 60 * GcraClock.TicksPerSecond;

    /// <summary>The furthest into the future that a settled debt may put a key: what is beyond is forgiven, not overflown.</summary>
    public const long LargestDebt = 1L << 61;

    private GcraRate(long emissionInterval, long burst)
    {
        EmissionInterval = emissionInterval;
        Burst = burst;
        Tolerance = emissionInterval * burst;
    }

    /// <summary>The time that pays for one permit; rounded up, so that rounding never admits more than was asked for.</summary>
    public long EmissionInterval { get; }

    /// <summary>Permits that may be taken at once.</summary>
    public long Burst { get; }

    /// <summary>The time that pays for a whole burst.</summary>
    public long Tolerance { get; }

    /// <summary>Makes the rate of <paramref name="permits"/> in each <paramref name="per"/>, or says with <see langword="null"/> that it cannot be represented.</summary>
    public static GcraRate? TryCreate(long permits, TimeSpan per, long burst)
    {
        if (permits < 1 || burst < 1 || per <= TimeSpan.Zero)
            return null;
        var interval = ((Int128)per.Ticks * GcraClock.TicksPerTimeSpanTick + permits - 1) / permits;
        return interval * burst > LongestBurst ? null : new GcraRate((long)interval, burst);
    }

    /// <summary>The decision.</summary>
    /// <param name="arrival">The key's theoretical arrival time.</param>
    /// <param name="now">The time.</param>
    /// <param name="increment">The cost, in time; at most <paramref name="tolerance"/>.</param>
    /// <param name="tolerance">The time that pays for a whole burst.</param>
    /// <param name="next">The key's theoretical arrival time when it is admitted.</param>
    /// <returns>Whether it conforms.</returns>
    public static bool Conforms(long arrival, long now, long increment, long tolerance, out long next)
    {
        next = Math.Max(arrival, now) + increment;
        return next - now <= tolerance;
    }

    /// <summary>Whole permits that could be taken now.</summary>
    public long Remaining(long arrival, long now)
    {
        var free = Tolerance - Math.Max(0, arrival - now);
        return free <= 0 ? 0 : free / EmissionInterval;
    }

    /// <summary>The time until <paramref name="cost"/> would be admitted, if nobody takes anything meanwhile; 0 when it would be now.</summary>
    public long Wait(long arrival, long now, long cost) => Math.Max(0, Math.Max(0, arrival - now) + cost * EmissionInterval - Tolerance);
}

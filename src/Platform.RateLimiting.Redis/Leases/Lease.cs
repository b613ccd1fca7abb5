using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Redis.Scripts;

namespace Platform.RateLimiting.Redis.Leases;

/// <summary>
/// Permits that were taken ahead, and so are counted in Redis already: giving them out needs nobody. What is left when the lease ends has
/// been paid off by time, and is dropped.
/// </summary>
internal sealed class Lease
{
    /// <summary>Of a fast limit a shorter lease would end before anybody could use it.</summary>
    private const long Shortest = GcraClock.TicksPerSecond;

    private readonly Standing _standing;
    private readonly long _at;
    private long _left;

    public Lease(PolicyPlan plan, long permits, Standing standing, long now)
    {
        (Permits, _left, _standing, _at) = (permits, permits, standing, now);
        Until = now + Math.Max(Shortest, permits * plan.Limits.Max(limit => limit.Rate.EmissionInterval));
    }

    /// <summary>None.</summary>
    public static Lease None { get; } = new();

    private Lease()
    {
    }

    /// <summary>How many there were.</summary>
    public long Permits { get; }

    /// <summary>When it ends: after the time in which the slowest limit gives back as many, and a second at least.</summary>
    public long Until { get; }

    /// <summary>How many are left.</summary>
    public long Left => Volatile.Read(ref _left);

    /// <summary>Takes permits out of it, all or none. Whether it has ended is for the caller to know.</summary>
    public bool TryTake(long permits, out long left)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _left);
            left = seen - permits;
            if (left < 0)
                return false;
            if (Interlocked.CompareExchange(ref _left, left, seen) == seen)
                return true;
        }
    }

    /// <summary>Ends it: nothing can be taken any more.</summary>
    /// <returns>What was left.</returns>
    public long End() => Interlocked.Exchange(ref _left, 0);

    /// <summary>How the limits stand for whoever takes from it: what is left counts as free.</summary>
    public void WriteTo(ref RateLimitDecision decision, Limit[] limits, long left)
    {
        for (var i = 0; i < limits.Length; i++)
            decision.SetArrival(i, _at + _standing[i] - left * limits[i].Rate.EmissionInterval);
    }
}

using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Redis.Coalescing;

namespace Platform.RateLimiting.Redis.Unavailable;

/// <summary>What is said while nobody counts: all is free, or nothing is until Redis is tried next.</summary>
internal static class StoreDecision
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    public static RateLimitDecision Of(PlanLanes lanes, long now, long cost, bool isAdmitted, TimeSpan untilRetry)
    {
        lanes.Write(out var decision, now, cost, isAdmitted);
        var wait = (untilRetry > ShortestWait ? untilRetry : ShortestWait).Ticks * GcraClock.TicksPerTimeSpanTick;
        for (var i = 0; i < lanes.Plan.Limits.Length; i++)
        {
            var rate = lanes.Plan.Limits[i].Rate;
            // So that the time to come back comes out as the wait: a debt that is paid down to the cost by then.
            decision.SetArrival(i, isAdmitted ? now : now + Math.Max(0, rate.Tolerance - RateLimitReservation.Time(rate, Math.Max(1, cost))) + wait);
        }
        return decision;
    }
}

using Platform.RateLimiting.Policies;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Scripts;

/// <summary>What a key owes to each limit of a plan, in ticks. A value: copies go their own way.</summary>
internal struct Standing
{
    private RateLimitDecision.Arrivals _debts;

    /// <summary>Reads what scripts answer first: the time, and where each limit stood.</summary>
    public static Standing Read(RedisResult[] answer, int limits)
    {
        var now = (long)answer[0];
        var standing = default(Standing);
        for (var i = 0; i < limits; i++)
            standing[i] = ScriptTime.ToTicks((long)answer[1 + 2 * i] - now, (long)answer[2 + 2 * i]);
        return standing;
    }

    public long this[int limit]
    {
        readonly get => _debts[limit];
        set => _debts[limit] = value;
    }

    /// <summary>Takes a cost from all limits, as the script did.</summary>
    public void Take(PolicyPlan plan, long cost)
    {
        for (var i = 0; i < plan.Limits.Length; i++)
            this[i] += cost * plan.Limits[i].Rate.EmissionInterval;
    }

    /// <summary>Whether a cost could be taken from all limits.</summary>
    public readonly bool Admits(PolicyPlan plan, long cost)
    {
        for (var i = 0; i < plan.Limits.Length; i++)
        {
            var rate = plan.Limits[i].Rate;
            if (cost > rate.Burst || rate.Wait(this[i], 0, Math.Max(1, cost)) > 0)
                return false;
        }
        return true;
    }

    /// <summary>Puts it into a decision, reckoned from the decision's own time.</summary>
    public readonly void WriteTo(ref RateLimitDecision decision, int limits)
    {
        for (var i = 0; i < limits; i++)
            decision.SetArrival(i, decision.Now + this[i]);
    }
}

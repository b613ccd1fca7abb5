using Platform.RateLimiting.Redis.Scripts;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>A refusal, which holds for the same cost and any larger one until the time to come back: debts only shrink with time.</summary>
/// <param name="Cost">What was refused.</param>
/// <param name="At">When, on the clock of this process.</param>
/// <param name="Until">Until when it may be repeated.</param>
/// <param name="Standing">How the limits stood.</param>
internal sealed record Refusal(long Cost, long At, long Until, Standing Standing)
{
    public bool Holds(long cost, long now) => cost >= Cost && now < Until;

    public void WriteTo(ref RateLimitDecision decision, int limits)
    {
        for (var i = 0; i < limits; i++)
            decision.SetArrival(i, At + Standing[i]);
    }
}

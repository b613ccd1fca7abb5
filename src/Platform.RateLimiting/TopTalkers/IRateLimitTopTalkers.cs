namespace Platform.RateLimiting;

/// <summary>Who uses a policy most. For people who look for whoever causes the load; nothing is decided by it. Thread-safe.</summary>
public interface IRateLimitTopTalkers
{
    /// <summary>Lists those who were heard most lately. Counts are halved each minute.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="count">How many at most; no more than 64 are kept track of.</param>
    /// <returns>The keys, the most frequent first.</returns>
    IReadOnlyList<RateLimitTalker> Get(RateLimitPolicy policy, int count = 10);
}

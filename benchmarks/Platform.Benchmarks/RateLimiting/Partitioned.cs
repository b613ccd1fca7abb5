using System.Threading.RateLimiting;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>The peer: the limiter of .NET itself, made as its documentation says.</summary>
internal static class Partitioned
{
    public static PartitionedRateLimiter<string> TokenBucket(int permits, TimeSpan per, int burst) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = permits,
            ReplenishmentPeriod = per,
            QueueLimit = 0,
        }));

    public static bool Acquire(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired;
    }
}

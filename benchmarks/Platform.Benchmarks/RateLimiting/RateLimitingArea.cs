using System.Threading.RateLimiting;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.RateLimiting;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>Platform.RateLimiting beside the limiters of .NET itself.</summary>
public sealed class RateLimitingArea : IGateArea
{
    private const string Key = "consumer-4711";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public string Name => "ratelimiting";

    public IEnumerable<GateRow> Rows() =>
    [
        // First: later the heap gives back what earlier rows left behind, and that would be taken off.
        GateRow.Quantity("working set for each of a million keys", "bytes", "B", Noise.Timing, ManyKeys.OurBytesAsync),
        GateRow.QuantityRatio("working set for each of a million keys", "TokenBucket", "bytes", "B", Noise.Timing, ManyKeys.BytesAsync),
        // A key that is called again before its last call is paid off, as every key is that is worth measuring.
        GateRow.Time(
            "one key, admitted",
            Side.Of("ours", static () => new LocalGate(static policy => policy.Limit(1_000_000, Second, burst: 1_000_000_000)), static gate => gate.Acquire(Key)),
            Side.Of("TokenBucket", static () => Partitioned.TokenBucket(1_000_000_000, Second, 1_000_000_000), static limiter => Partitioned.Acquire(limiter, Key))),
        GateRow.Time(
            "one key, admitted when it owes nothing",
            Side.Of("ours", static () => new LocalGate(static policy => policy.Limit(50_000_000, Second, burst: 1_000_000_000)), static gate => gate.Acquire(Key)),
            Side.Of("TokenBucket", static () => Partitioned.TokenBucket(1_000_000_000, Second, 1_000_000_000), static limiter => Partitioned.Acquire(limiter, Key))),
        GateRow.Time(
            "one key, refused",
            Side.Of("ours", static () => Spent(new LocalGate(static policy => policy.Limit(1, Day))), static gate => gate.Acquire(Key)),
            Side.Of("TokenBucket", static () => Spent(Partitioned.TokenBucket(1, Day, 1)), static limiter => Partitioned.Acquire(limiter, Key))),
        GateRow.QuantityRatio("a million string keys", "TokenBucket", "nanoseconds", "ns", Noise.Timing, ManyKeys.NanosecondsAsync),
        GateRow.QuantityRatio("a million string keys, two threads", "TokenBucket", "throughput", "op/s", Noise.Timing, ManyKeys.ThroughputOnTwoThreadsAsync),
        GateRow.Quantity("a million keys at rest", "processor", "%", Noise.Timing, ManyKeys.IdleProcessorAsync),
        GateRow.Time(
            "three limits, admitted",
            Side.Of("ours", static () => new LocalGate(Three), static gate => gate.Acquire(Key)),
            Side.Of("CreateChained", static () => Chained(1_000_000_000), static limiter => Partitioned.Acquire(limiter, Key))),
        GateRow.Quantity("permits lost by 1,000 refusals of three limits", "permits", "", Noise.None, static _ => new(OurLostPermits())),
        GateRow.QuantityRatio("permits lost by 1,000 refusals of three limits", "CreateChained", "permits", "", Noise.None, static _ => new((OurLostPermits(), ChainedLostPermits()))),
        GateRow.Time(
            "middleware, admitted, with the fields",
            Side.Of("ours", WebPipeline.Ours, static pipeline => pipeline.Handle()),
            Side.Of("UseRateLimiter", WebPipeline.Peer, static pipeline => pipeline.Handle())),
        .. QuotaRows.Rows(),
        .. AdaptiveRows.Rows(),
        .. RedisRows.Rows(),
    ];

    private static void Three(RateLimitPolicyOptions policy) => policy
        .Limit("second", 1_200_000, Second, burst: 1_000_000_000).Limit("minute", 66_000_000, TimeSpan.FromMinutes(1), burst: 1_100_000_000).Limit("hour", 3_600_000_000, TimeSpan.FromHours(1), burst: 1_200_000_000);

    private static PartitionedRateLimiter<string> Chained(int smallest) => PartitionedRateLimiter.CreateChained(
        Partitioned.TokenBucket(1_000_000_000, Second, 1_000_000_000), Partitioned.TokenBucket(1_000_000_000, Second, 1_000_000_000), Partitioned.TokenBucket(smallest, Day, smallest));

    /// <summary>What a thousand refusals by one limit took from the other two.</summary>
    private static double OurLostPermits()
    {
        using var gate = new LocalGate(static policy => policy.Limit("a", 9_000, Day).Limit("b", 7_000, Day, burst: 9_500).Limit("c", 100, Day, burst: 9_600));
        for (var call = 0; call < 9_000; call++)
            gate.Acquire(Key);
        var before = gate.Remaining(Key);
        for (var call = 0; call < 1_000; call++)
        {
            if (gate.Acquire(Key))
                throw new InvalidOperationException("Admitted beyond the limit.");
        }
        return before - gate.Remaining(Key);
    }

    private static double ChainedLostPermits()
    {
        using var first = Partitioned.TokenBucket(20_000, Day, 20_000);
        using var second = Partitioned.TokenBucket(20_000, Day, 20_000);
        using var third = Partitioned.TokenBucket(9_000, Day, 9_000);
        using var chained = PartitionedRateLimiter.CreateChained(first, second, third);
        for (var call = 0; call < 10_000; call++)
            Partitioned.Acquire(chained, Key);
        return 11_000 - first.GetStatistics(Key)!.CurrentAvailablePermits + 11_000 - second.GetStatistics(Key)!.CurrentAvailablePermits;
    }

    private static LocalGate Spent(LocalGate gate)
    {
        gate.Acquire(Key);
        return gate;
    }

    private static PartitionedRateLimiter<string> Spent(PartitionedRateLimiter<string> limiter)
    {
        Partitioned.Acquire(limiter, Key);
        return limiter;
    }
}

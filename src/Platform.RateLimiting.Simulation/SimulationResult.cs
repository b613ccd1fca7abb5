using Platform.RateLimiting.Simulation.Engine;

namespace Platform.RateLimiting.Simulation;

/// <summary>What came of a simulation.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="GoodputPerSecond">Calls a second that were answered in time, after the warm-up.</param>
/// <param name="MedianLatency">The median time to the answer, waiting included, of those answered in time.</param>
/// <param name="LatencyP99">The 99th percentile of it.</param>
/// <param name="Tenants">How each tenant fared, after the warm-up.</param>
/// <param name="Points">The course, from the beginning.</param>
public sealed record SimulationResult(
    string Rule, double GoodputPerSecond, TimeSpan MedianLatency, TimeSpan LatencyP99, IReadOnlyList<TenantResult> Tenants, IReadOnlyList<SimulationPoint> Points)
{
    internal static SimulationResult Of(
        string rule, Scenario scenario, SimulationRun.TenantTally[] tallies, SimulationRun.Bucket[] buckets, long bucketTicks, List<float> latencies)
    {
        latencies.Sort();
        var seconds = (scenario.Duration - scenario.WarmUp).TotalSeconds;
        var perBucket = TimeSpan.FromTicks(bucketTicks).TotalSeconds;
        return new SimulationResult(
            rule,
            tallies.Sum(tally => tally.Served) / seconds,
            Quantile(0.5),
            Quantile(0.99),
            [.. scenario.Tenants.Zip(tallies, (tenant, tally) => new TenantResult(tenant.Name, tally.Asked, tally.Served))],
            [.. buckets.Take(buckets.Length - 1).Select((bucket, index) => new SimulationPoint(
                TimeSpan.FromTicks(index * bucketTicks),
                bucket.Asked / perBucket,
                bucket.Attempts / perBucket,
                bucket.Served / perBucket,
                bucket.Wasted / perBucket,
                bucket.Refused / perBucket,
                bucket.Looks == 0 ? 0 : bucket.LimitSum / bucket.Looks,
                bucket.Looks == 0 ? 0 : bucket.RunningSum / bucket.Looks,
                TimeSpan.FromTicks(bucket.Served == 0 ? 0 : (long)(bucket.LatencySum / bucket.Served))))]);

        TimeSpan Quantile(double share) => latencies.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(latencies[(int)(share * (latencies.Count - 1))]);
    }
}

/// <summary>How a tenant fared.</summary>
/// <param name="Name">Who.</param>
/// <param name="Asked">How many calls it wanted answered, retries not counted.</param>
/// <param name="Served">How many of them were answered in time, by whichever attempt.</param>
public sealed record TenantResult(string Name, long Asked, long Served)
{
    /// <summary>Which share was answered in time, from 0 to 1.</summary>
    public double ServedShare => Asked == 0 ? 1 : (double)Served / Asked;
}

/// <summary>A stretch of the course.</summary>
/// <param name="At">When it begins.</param>
/// <param name="AskedPerSecond">New calls a second.</param>
/// <param name="AttemptsPerSecond">Attempts a second, retries included.</param>
/// <param name="ServedPerSecond">Answers in time, a second.</param>
/// <param name="WastedPerSecond">Answers that nobody waited for any more, a second.</param>
/// <param name="RefusedPerSecond">Refusals a second.</param>
/// <param name="Limit">The mean limit.</param>
/// <param name="Running">The mean number of calls in the service.</param>
/// <param name="MeanLatency">The mean time to an answer, of those in time.</param>
public readonly record struct SimulationPoint(
    TimeSpan At, double AskedPerSecond, double AttemptsPerSecond, double ServedPerSecond, double WastedPerSecond, double RefusedPerSecond, double Limit, double Running, TimeSpan MeanLatency);

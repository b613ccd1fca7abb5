namespace Platform.Errors.Resilience;

/// <summary>The options of a breaker, with times in ticks of the clock that it is told.</summary>
internal sealed record CircuitSettings(
    double FailureRatio, long BucketWidth, int MinimumThroughput, int ConsecutiveFailures, long BreakDuration, long MaximumBreakDuration, int SuccessfulProbes)
{
    public static CircuitSettings From(CircuitBreakerOptions options, long ticksPerSecond) => new(
        options.FailureRatio,
        Math.Max(1, Ticks(options.SamplingDuration, ticksPerSecond) / AttemptWindow.Buckets),
        options.MinimumThroughput,
        options.ConsecutiveFailures,
        Ticks(options.BreakDuration, ticksPerSecond),
        Ticks(options.MaximumBreakDuration, ticksPerSecond),
        options.SuccessfulProbes);

    private static long Ticks(TimeSpan time, long ticksPerSecond) => (long)(time.TotalSeconds * ticksPerSecond);
}

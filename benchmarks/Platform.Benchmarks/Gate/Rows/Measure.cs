namespace Platform.Benchmarks.Gate.Rows;

/// <summary>What is compared between ours and a peer.</summary>
public enum Measure
{
    /// <summary>Wall-clock time per operation; lower is better.</summary>
    Time,

    /// <summary>Processor time of the whole process per operation, all threads; lower is better.</summary>
    Cpu,

    /// <summary>Operations per second; higher is better.</summary>
    Throughput,

    /// <summary>Median latency of a single operation; lower is better.</summary>
    P50,

    /// <summary>99th percentile of the latency of a single operation; lower is better.</summary>
    P99,
}

internal static class Measures
{
    public static string InWords(this Measure measure) => measure switch
    {
        Measure.Time => "time",
        Measure.Cpu => "cpu",
        Measure.Throughput => "throughput",
        Measure.P50 => "p50",
        Measure.P99 => "p99",
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    public static bool NeedsLatencies(this Measure measure) => measure is Measure.P50 or Measure.P99;

    /// <summary>So many latencies that several lie beyond the percentile: with fewer it is the one worst accident.</summary>
    public static int LeastOperations(this Measure measure) => measure switch
    {
        Measure.P50 => 25,
        Measure.P99 => 500,
        _ => 1,
    };
}

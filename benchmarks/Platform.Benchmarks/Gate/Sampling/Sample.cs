using System.Diagnostics;
using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Gate.Sampling;

/// <summary>One stretch of one side's work.</summary>
/// <param name="Operations">Operations done.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Processor">Processor time of the whole process.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal readonly record struct Sample(long Operations, TimeSpan Elapsed, TimeSpan Processor, long Bytes)
{
    /// <summary>Median latency in nanoseconds; not a number where none was asked for.</summary>
    public double P50 { get; private init; } = double.NaN;

    /// <summary>99th percentile of the latencies in nanoseconds; not a number where none was asked for.</summary>
    public double P99 { get; private init; } = double.NaN;

    public double NanosecondsPerOperation => Elapsed.TotalNanoseconds / Operations;

    public double BytesPerOperation => (double)Bytes / Operations;

    public Sample WithLatencies(long[]? stopwatchTicks)
    {
        if (stopwatchTicks is null)
            return this;

        Array.Sort(stopwatchTicks);
        return this with { P50 = Nanoseconds(0.50), P99 = Nanoseconds(0.99) };

        double Nanoseconds(double quantile) => Statistics.NearestRank(stopwatchTicks, quantile) * (1e9 / Stopwatch.Frequency);
    }
}

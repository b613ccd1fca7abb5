using System.Diagnostics;
using Platform.Benchmarks.Gate.Rows;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace Platform.Benchmarks.Validation.DataSets;

/// <summary>A million rows and twenty rules.</summary>
internal static class DataSetRows
{
    private const int Million = 1_000_000;
    private const int Samples = 5;
    private const int WarmUps = 3;

    public static IEnumerable<GateRow> All =>
    [
        GateRow.Quantity("memory of a data set at its peak, a million rows over 100,000", "bytes", "B", Noise.Timing, MemoryAsync),
        // As it comes: on as many threads as there are processors. The peer has one; so that nobody compares two with one unawares, ours on one as well.
        GateRow.QuantityRatio("a data set of a million rows, 20 rules", "FluentValidation", "nanoseconds", "ns", Noise.Timing, stop => NanosecondsAsync(0, stop)),
        GateRow.QuantityRatio("a data set of a million rows, 20 rules, on one thread", "FluentValidation", "nanoseconds", "ns", Noise.Timing, stop => NanosecondsAsync(1, stop)),
    ];

    /// <summary>Both over the same rows, in turn; the middle of three.</summary>
    private static async ValueTask<(double Ours, double Peer)> NanosecondsAsync(int threads, CancellationToken cancellationToken)
    {
        var rows = Sale.First(Million).ToArray();
        // Until the runtime has compiled both for good. What is called once for a batch is called seldom: a run of a million rows is over before that would have happened.
        for (var warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            await OursAsync(rows, threads, cancellationToken);
            Peer(rows.Take(100_000));
        }
        var (ours, peer) = (new double[Samples], new double[Samples]);
        for (var sample = 0; sample < Samples; sample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            var report = await OursAsync(rows, threads, cancellationToken);
            ours[sample] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Million;

            started = Stopwatch.GetTimestamp();
            var failures = Peer(rows);
            peer[sample] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Million;
            RequireSame(report, failures);
        }
        Array.Sort(ours);
        Array.Sort(peer);
        return (ours[Samples / 2], peer[Samples / 2]);
    }

    private static async ValueTask<double> MemoryAsync(CancellationToken cancellationToken)
    {
        // Once unmeasured, so that neither pays for code.
        await PeakAsync(100_000, cancellationToken);
        var few = await PeakAsync(100_000, cancellationToken);
        var many = await PeakAsync(Million, cancellationToken);
        return many - few;
    }

    /// <summary>
    /// The most that was alive at once in a run over rows that are made while they are read. Looked at after a full collection: how much
    /// garbage stands about before one is the collector's choice, and the rows are the source's garbage.
    /// </summary>
    private static async Task<double> PeakAsync(int count, CancellationToken cancellationToken)
    {
        double peak = 0;
        await OursAsync(Watched(count), threads: 0, cancellationToken);
        return peak;

        IEnumerable<Sale> Watched(int rows)
        {
            for (var number = 0; number < rows; number++)
            {
                if (number % 50_000 == 49_999)
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                yield return Sale.At(number);
            }
        }
    }

    private static async Task<DataSetReport> OursAsync(IEnumerable<Sale> rows, int threads, CancellationToken cancellationToken)
    {
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { MaxDegreeOfParallelism = threads }, time: new FixedTime());
        return await runner.RunAsync(SaleRules.Ours, RowSource.Of(rows), null, cancellationToken);
    }

    private static Dictionary<string, long> Peer(IEnumerable<Sale> rows)
    {
        var validator = new SaleValidator();
        var failures = new Dictionary<string, long>();
        foreach (var row in rows)
        {
            var result = validator.Validate(row);
            if (result.IsValid)
                continue;
            foreach (var error in result.Errors)
                failures[error.ErrorCode] = failures.GetValueOrDefault(error.ErrorCode) + 1;
        }
        return failures;
    }

    private static void RequireSame(DataSetReport report, Dictionary<string, long> failures)
    {
        foreach (var rule in report.Rules)
        {
            if (rule.Failed is not null && rule.Failed != failures.GetValueOrDefault(rule.Id))
                throw new InvalidOperationException($"{rule.Id}: ours says {rule.Failed} rows, FluentValidation {failures.GetValueOrDefault(rule.Id)}.");
        }
        if (report.Rules.Count != 22 || failures.Values.Sum() < Million / 20)
            throw new InvalidOperationException("The data have hardly a fault, so the answers prove nothing.");
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Sale.Now;
    }
}

using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Sampling;

/// <summary>How much effort one measurement takes.</summary>
internal sealed record SamplingPlan
{
    /// <summary>Rounds however slow the operation is: a median of fewer is no median.</summary>
    public const int FewestRounds = 3;

    /// <summary>Long against a checkpoint of a write-ahead log, which takes some milliseconds.</summary>
    private static readonly TimeSpan DiskSampleTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Some fifteen rounds of two such samples.</summary>
    private static readonly TimeSpan DiskBudget = TimeSpan.FromSeconds(3.5);

    /// <summary>What counts: odd numbers of rounds, so that the median is one of them.</summary>
    public static SamplingPlan Full { get; } = new()
    {
        SampleTime = TimeSpan.FromMilliseconds(5),
        WarmUpLeast = TimeSpan.FromMilliseconds(500),
        WarmUpMost = TimeSpan.FromSeconds(5),
        Rounds = 101,
        MostRounds = 301,
        LeastRounds = 7,
        Budget = TimeSpan.FromSeconds(3.5),
    };

    /// <summary>For <c>--ci</c>: enough to see what is more than half again too slow.</summary>
    public static SamplingPlan Quick { get; } = new()
    {
        SampleTime = TimeSpan.FromMilliseconds(3),
        WarmUpLeast = TimeSpan.FromMilliseconds(250),
        WarmUpMost = TimeSpan.FromSeconds(4),
        Rounds = 41,
        MostRounds = 101,
        LeastRounds = 5,
        Budget = TimeSpan.FromSeconds(1),
    };

    /// <summary>How long one sample should take: long against the clock's grain, short against other work's time slices.</summary>
    public required TimeSpan SampleTime { get; init; }

    public required TimeSpan WarmUpLeast { get; init; }

    /// <summary>
    /// Warm-up ends here even if the compiler still works. Long, because it is rarely used up and what is measured too early is
    /// wrong by factors: with 0.8 s the first row of a process, fifty documents by some thirty methods, was read as 0.4x, 1.3x and
    /// 2.4x where 0.9x is true.
    /// </summary>
    public required TimeSpan WarmUpMost { get; init; }

    /// <summary>No method compiled for so long means settled: more than twice the runtime's own delay of 100 ms before it recompiles.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(225);

    /// <summary>Rounds when all is clear.</summary>
    public required int Rounds { get; init; }

    /// <summary>Rounds while the bar lies within the interval.</summary>
    public required int MostRounds { get; init; }

    /// <summary>Rounds unless they take more than twice the budget.</summary>
    public required int LeastRounds { get; init; }

    /// <summary>Time for the rounds.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Operations that a sample has at least.</summary>
    public int LeastOperations { get; init; } = 1;

    /// <summary>Whether latencies of single operations are recorded.</summary>
    public bool Latencies { get; init; }

    /// <summary>The plan for what these measures need.</summary>
    public SamplingPlan For(IEnumerable<Measure> measures)
    {
        var all = measures.ToArray();
        // The kernel accounts processor time in larger grains than the clock's.
        var sampleTime = all.Contains(Measure.Cpu) ? TimeSpan.FromMilliseconds(20) : SampleTime;
        return this with
        {
            SampleTime = sampleTime,
            LeastOperations = all.Max(measure => measure.LeastOperations()),
            Latencies = all.Any(measure => measure.NeedsLatencies()),
        };
    }

    /// <summary>
    /// The plan for work that ends on a disk. In samples of 4 ms a row of group commits was read as 20x to 60x where 33x is true: every fifth of them held the
    /// checkpoint of a write-ahead log that the other four had filled.
    /// </summary>
    public SamplingPlan OnDisk() => this with { SampleTime = Longer(SampleTime, DiskSampleTime), Budget = Longer(Budget, DiskBudget) };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>The plan when one row's time is shared by several measurements.</summary>
    public SamplingPlan Shared(int measurements) => this with
    {
        Rounds = Math.Max(LeastRounds, (Rounds / Math.Max(1, measurements / 2)) | 1),
        MostRounds = Rounds,
        Budget = Budget / measurements,
        WarmUpLeast = WarmUpLeast / Math.Min(measurements, 2),
    };
}

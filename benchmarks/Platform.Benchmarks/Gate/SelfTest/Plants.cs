using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Benchmarks.Harness;

namespace Platform.Benchmarks.Gate.SelfTest;

/// <summary>One plant for every way in which the gate could fail to see something.</summary>
internal static class Plants
{
    private static readonly GateOptions Ci = new() { Ci = true };

    public static IReadOnlyList<Plant> All => [.. Sound(), .. Slow(), .. Allocating(), .. Wrong(), .. Mismatched(), .. Missing()];

    private static IEnumerable<Plant> Sound() =>
    [
        new("a good row passes", "plant | r | peer | time | <= 0.7x | - | 0 B", GateRow.Time("r", Hashing("ours", 8), Hashing("peer", 16)))
        {
            Expected = Verdict.Pass,
            Value = (0.4, 0.6),
        },
        new("a row that reaches its aim says so", "plant | r | peer | time | <= 0.9x | 0.4x..0.6x | 0 B",
            GateRow.Time("r", Hashing("ours", 8), Hashing("peer", 16)))
        {
            Expected = Verdict.Aim,
        },
        new("--ci lets pass what is a fifth over its bar", "plant | r | peer | time | <= 0.4x | - | 0 B",
            GateRow.Time("r", Hashing("ours", 8), Hashing("peer", 16)))
        {
            Expected = Verdict.Slack,
            Options = Ci,
        },
    ];

    private static IEnumerable<Plant> Slow() =>
    [
        new("three times too slow", "plant | r | peer | time | <= 1.5x | - | 0 B", GateRow.Time("r", Hashing("ours", 48), Hashing("peer", 16)))
        {
            Expected = Verdict.Missed,
            Reason = "time",
            Value = (2.6, 3.4),
        },
        new("a quarter too slow", "plant | r | peer | time | <= 1x | - | 0 B", GateRow.Time("r", Hashing("ours", 20), Hashing("peer", 16)))
        {
            Expected = Verdict.Missed,
            Reason = "time",
            Value = (1.1, 1.4),
        },
        new("--ci still sees twice too slow", "plant | r | peer | time | <= 1x | - | 0 B", GateRow.Time("r", Hashing("ours", 32), Hashing("peer", 16)))
        {
            Expected = Verdict.Missed,
            Options = Ci,
        },
        new("too slow against one of two peers",
            """
            plant | r | slow | time | <= 100x | - | -
            plant | r | fast | time | <= 1x   | - | -
            """,
            GateRow.Time("r", Hashing("ours", 16), Hashing("slow", 17), Hashing("fast", 8)))
        {
            ExpectedOf = line => line.Against == "fast" ? Verdict.Missed : Verdict.Pass,
        },
        new("too little throughput", "plant | r | peer | throughput | >= 1x | - | -", GateRow.Throughput("r", Threaded("ours", 48), Threaded("peer", 16)))
        {
            Expected = Verdict.Missed,
            Reason = "throughput",
            Value = (0.25, 0.42),
        },
        new("too much processor time", "plant | r | peer | cpu | <= 1.5x | - | -",
            GateRow.Compare("r", [Measure.Cpu], Hashing("ours", 48), Hashing("peer", 16)))
        {
            Expected = Verdict.Missed,
            Reason = "cpu",
        },
        new("a slow tail behind a sound median",
            """
            plant | r | peer | p50 | <= 1.5x | - | -
            plant | r | peer | p99 | <= 1.5x | - | -
            """,
            GateRow.Latency("r", Uneven("ours", 40), Uneven("peer", 4)))
        {
            ExpectedOf = line => line.Measure == "p99" ? Verdict.Missed : Verdict.Pass,
        },
        new("one of three inputs sixty times too slow", "plant | r | peer | time | <= 1.5x | - | -",
            GateRow.GeometricMean("r", "peer",
                new("one", Hashing("ours", 4), Hashing("peer", 4)),
                new("two", Hashing("ours", 240), Hashing("peer", 4)),
                new("three", Hashing("ours", 4), Hashing("peer", 4))))
        {
            Expected = Verdict.Missed,
            Reason = "time",
            Value = (3.3, 4.5),
        },
        new("a count that is one too high, even with --ci", "plant | r | - | commands | = 4 | - | -",
            GateRow.Quantity("r", "commands", "", Noise.None, static _ => new ValueTask<double>(5)))
        {
            Expected = Verdict.Missed,
            Reason = "commands",
            Options = Ci,
        },
        new("a quantity that is not a number", "plant | r | - | share | <= 5 % | - | -",
            GateRow.Quantity("r", "share", "%", Noise.Timing, static _ => new ValueTask<double>(double.NaN)))
        {
            Expected = Verdict.Missed,
        },
    ];

    private static IEnumerable<Plant> Allocating() =>
    [
        new("one object too many", "plant | r | peer | time | <= 100x | - | 0 B", GateRow.Time("r", Boxing("ours"), Hashing("peer", 1)))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
        },
        new("one object too many, with --ci", "plant | r | peer | time | <= 100x | - | 0 B", GateRow.Time("r", Boxing("ours"), Hashing("peer", 1)))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
            Options = Ci,
        },
        new("one object too many in a hundred operations", "plant | r | peer | time | <= 100x | - | 0 B",
            GateRow.Time("r", Boxing("ours", every: 100), Hashing("peer", 1)))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
        },
        new("one object too many on a thread", "plant | r | - | throughput | - | - | 0 B",
            GateRow.Throughput("r", Side.OnThreads("ours", 2, static () => 1, static (state, thread) => (object)(state + thread))))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
        },
        new("one object too many with an asynchronous caller", "plant | r | - | time | - | - | 0 B",
            GateRow.Time("r", Side.OfAsync("ours", static _ => new ValueTask<int>(1), static (state, caller, _) => new ValueTask<object>(state + caller))))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
        },
        new("more above the peer than allowed", "plant | r | peer | time | <= 100x | - | <= peer + 16 B", GateRow.Time("r", Boxing("ours"), Hashing("peer", 1)))
        {
            Expected = Verdict.Missed,
            Reason = "bytes",
        },
    ];

    private static IEnumerable<Plant> Wrong() =>
    [
        new("another answer than the peer's", "plant | r | peer | time | <= 100x | - | -",
            GateRow.Time("r", Side.Of("ours", static () => 4, static state => state), Side.Of("peer", static () => 5, static state => state)))
        {
            Expected = Verdict.Broken,
            Reason = "the answers differ",
        },
        new("no answer at all", "plant | r | peer | time | <= 100x | - | -",
            GateRow.Time("r", Side.Of("ours", static () => 4, static _ => (object?)null), Side.Of("peer", static () => 4, static _ => (object?)null)))
        {
            Expected = Verdict.Broken,
            Reason = "proves nothing",
        },
        new("an operation that throws", "plant | r | - | time | <= 1 s | - | -",
            GateRow.Time("r", Side.Of("ours", static () => 0, static zero => 1 / zero)))
        {
            Expected = Verdict.Broken,
            Reason = "DivideByZeroException",
        },
    ];

    private static IEnumerable<Plant> Mismatched() =>
    [
        new("a row without a bar", "# nothing", GateRow.Time("r", Hashing("ours", 1))) { Refusal = "has no bar" },
        new("a bar without a row",
            """
            plant | r | - | time | <= 1 s | - | -
            plant | gone | - | time | <= 1 s | - | -
            """,
            GateRow.Time("r", Hashing("ours", 1)))
        {
            Refusal = "no row measures it",
        },
        new("a bar the wrong way round", "plant | r | peer | time | >= 2x | - | -",
            GateRow.Time("r", Hashing("ours", 1), Hashing("peer", 2))) { Refusal = "lower is better" },
        new("a bar in another unit", "plant | r | peer | time | <= 5 ns | - | -",
            GateRow.Time("r", Hashing("ours", 1), Hashing("peer", 2))) { Refusal = "the row measures in" },
        new("a bar that is no bar", "plant | r | - | time | < 5 ns | - | -", GateRow.Time("r", Hashing("ours", 1))) { Refusal = "line 1" },
    ];

    private static IEnumerable<Plant> Missing() =>
    [
        new("a server that is not there", "plant | r | - | time | <= 1 s | - | -", GateRow.Time("r", Hashing("ours", 1)).Needing(Servers.PostgreSql))
        {
            Expected = Verdict.Skipped,
            Reason = "needs PostgreSQL",
        },
        new("what is too large for --ci, with --ci", "plant | r | - | time | <= 1 s | - | -", GateRow.Time("r", Hashing("ours", 1)).InFullForm())
        {
            Expected = Verdict.Skipped,
            Reason = "needs the full form",
            Options = new() { Ci = true, RequireAll = true },
        },
        new("a server that is not there, with --require-all", "plant | r | - | time | <= 1 s | - | -",
            GateRow.Time("r", Hashing("ours", 1)).Needing(Servers.PostgreSql | Servers.Redis))
        {
            Expected = Verdict.Required,
            Reason = "needs PostgreSQL and Redis",
            Options = new() { RequireAll = true },
        },
    ];

    private static Side Hashing(string name, int times)
        => Side.Of(name, () => (Work: new HashingWork(), Times: times), static state => state.Work.Hash(state.Times));

    private static Side Threaded(string name, int times)
        => Side.OnThreads(name, 2, () => (Work: new HashingWork(), Times: times), static (state, _) => state.Work.Hash(state.Times));

    /// <summary>A tenth of the operations is slow, nine tenths are the same for all.</summary>
    private static Side Uneven(string name, int slowTimes) => Side.OfAsync(
        name,
        static _ => new ValueTask<Counting>(new Counting()),
        (state, _, _) => new ValueTask<ulong>(state.Work.Hash(++state.Calls % 10 == 0 ? slowTimes : 4)));

    /// <summary>The same work as one hashing, and an object now and then.</summary>
    private static Side Boxing(string name, int every = 1) => Side.Of(
        name,
        () => new Counting { Every = every },
        static state =>
        {
            if (++state.Calls % state.Every == 0)
                state.Kept = new object();
            return state.Work.Hash(1);
        });

    private sealed class Counting
    {
        public int Calls;
        public object? Kept;

        public int Every { get; init; } = 1;

        public HashingWork Work { get; } = new();
    }
}

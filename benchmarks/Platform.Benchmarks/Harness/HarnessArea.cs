using System.Runtime.CompilerServices;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Harness;

/// <summary>
/// The scale weighs its own weights: every kind of row on work whose true ratio is known. If one of these misses its bar, no
/// other row of that run is worth reading.
/// </summary>
public sealed class HarnessArea : IGateArea
{
    public string Name => "harness";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("an empty operation", Side.Of("empty", static () => 7, static state => state)),
        GateRow.Time(
            "small work, written twice",
            Side.Of("one", SmallTable, static table => table["seven"] + table["nine"]),
            Side.Of("other", SmallTable, static table => table["seven"] + table["nine"])),
        GateRow.Time("half the work", Hashing("half", 8), Hashing("all", 16), Hashing("a quarter", 4)),
        GateRow.Compare("half the work, one caller", [Measure.Cpu], AsyncHashing("half", 8), AsyncHashing("all", 16)),
        GateRow.Throughput("half the work on two threads", ThreadedHashing("half", 8), ThreadedHashing("all", 16)),
        GateRow.Throughput("half the work in batches", BatchedHashing("half", 8), BatchedHashing("all", 16)),
        GateRow.Latency("one in ten twice as slow", Uneven("twice", 16), Uneven("once", 8)),
        GateRow.GeometricMean(
            "an eighth, a half and twice the work", "all",
            new("an eighth", Hashing("ours", 2), Hashing("peer", 16)),
            new("a half", Hashing("ours", 8), Hashing("peer", 16)),
            new("twice", Hashing("ours", 32), Hashing("peer", 16))),
        GateRow.Time("an array of 100 bytes", Side.Of("new", static () => 100, static length => new byte[length])),
        GateRow.Throughput(
            "an array of 100 bytes, two threads",
            Side.OnThreads("new", 2, static () => 100, static (length, _) => new byte[length])),
        GateRow.Throughput(
            "an array of 100 bytes, two callers",
            Side.OfAsync("new", static _ => new ValueTask<int>(100), static (length, _, _) => AllocateElsewhereAsync(length), callers: 2)),
        GateRow.QuantityRatio("operations counted", "operations claimed", "operations", "", Noise.None, CountAsync),
    ];

    private static Dictionary<string, int> SmallTable()
        => Enumerable.Range(0, 100).Select(number => (Name: $"number {number}", number)).Append(("seven", 7)).Append(("nine", 9)).ToDictionary();

    private static Side Hashing(string name, int times)
        => Side.Of(name, () => (Work: new HashingWork(), Times: times), static state => state.Work.Hash(state.Times));

    private static Side ThreadedHashing(string name, int times)
        => Side.OnThreads(name, 2, () => (Work: new HashingWork(), Times: times), static (state, _) => state.Work.Hash(state.Times));

    private static Side AsyncHashing(string name, int times) => Side.OfAsync(
        name,
        _ => new ValueTask<(HashingWork Work, int Times)>((new HashingWork(), times)),
        static (state, _, _) => new ValueTask<ulong>(state.Work.Hash(state.Times)));

    private static Side BatchedHashing(string name, int times) => Side.InBatches(
        name,
        _ => new ValueTask<Tally>(new Tally()),
        (tally, batch, _) =>
        {
            for (var operation = 0; operation < batch.Operations; operation++)
                tally.Digest = tally.Work.Hash(times);
            return ValueTask.CompletedTask;
        },
        static tally => tally.Digest);

    /// <summary>Nine in ten operations hash four times, so p50 is the same on both sides; the tenth makes p99.</summary>
    private static Side Uneven(string name, int slowTimes) => Side.OfAsync(
        name,
        static _ => new ValueTask<Tally>(new Tally()),
        (tally, _, _) => new ValueTask<ulong>(tally.Work.Hash(++tally.Calls % 10 == 0 ? slowTimes : 4)));

    /// <summary>What the sides say they have done, against what was done.</summary>
    private static async ValueTask<(double Ours, double Peer)> CountAsync(CancellationToken cancellationToken)
    {
        var (counted, claimed) = (new Tally(), 0L);
        Side[] sides =
        [
            Side.Of("delegate", () => counted, static tally => tally.Count(1)),
            Side.Of("delegate of two", () => counted, static tally => tally.Count(2), operationsPerCall: 2),
            Side.OnThreads("threads", 2, () => counted, static (tally, _) => tally.Count(1)),
            Side.OfAsync("callers", _ => new ValueTask<Tally>(counted), static (tally, _, _) => new ValueTask<int>(tally.Count(1)), callers: 3),
        ];
        foreach (var side in sides)
        {
            await side.SetUpAsync(cancellationToken);
            foreach (var calls in (int[])[6, 60, 600])
                claimed += (await side.MeasureAsync(calls, latencies: false, cancellationToken)).Operations;
            await side.TearDownAsync();
        }

        return (counted.Calls, claimed);
    }

    /// <summary>Really waits, and goes on on whatever thread; its state machine comes from a pool, so the array is all it allocates.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<byte[]> AllocateElsewhereAsync(int length)
    {
        await Task.Yield();
        return new byte[length];
    }

    private sealed class Tally
    {
        public int Calls;
        public ulong Digest;

        public HashingWork Work { get; } = new();

        public int Count(int operations) => Interlocked.Add(ref Calls, operations);
    }
}

using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Tests;

public sealed class SideTests
{
    private static readonly int BytesOfArray = IntPtr.Size == 8 ? 128 : 112;

    public static TheoryData<string> Forms => new(Sides(new Tally()).Keys);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_a_side_claims_is_what_it_did(string form)
    {
        var tally = new Tally();
        var side = Sides(tally)[form];
        await side.SetUpAsync(Token);

        var sample = await side.MeasureAsync(60, latencies: false, Token);
        await side.TearDownAsync();

        Assert.Equal(tally.Operations, sample.Operations);
        Assert.True(sample.Elapsed > TimeSpan.Zero);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_was_set_up_is_disposed(string form)
    {
        var tally = new Tally();
        var side = Sides(tally)[form];
        await side.SetUpAsync(Token);

        await side.TearDownAsync();

        Assert.True(tally.IsDisposed);
    }

    [Fact]
    public async Task Bytes_of_one_thread_are_exact()
        => Assert.Equal(1000 * BytesOfArray, (await MeasureAsync(Side.Of("new", static () => 100, static length => new byte[length]))).Bytes);

    [Fact]
    public async Task Bytes_of_all_threads_are_exact()
        => Assert.Equal(1000 * BytesOfArray, (await MeasureAsync(Side.OnThreads("new", 4, static () => 100, static (length, _) => new byte[length]))).Bytes);

    [Fact]
    public async Task Latencies_are_those_of_single_operations()
    {
        var sample = await MeasureAsync(
            Side.InBatches(
                "batch",
                static _ => new ValueTask<int>(0),
                static (_, batch, _) =>
                {
                    for (var operation = 1; operation <= batch.Operations; operation++)
                        batch.Record(operation);
                    return ValueTask.CompletedTask;
                },
                static _ => 1),
            latencies: true);

        Assert.Equal(sample.P50 * 990 / 500, sample.P99, 6);
    }

    [Fact]
    public async Task A_batch_that_forgets_latencies_is_found_out()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => MeasureAsync(
            Side.InBatches("batch", static _ => new ValueTask<int>(0), static (_, _, _) => ValueTask.CompletedTask, static _ => 1), latencies: true));

    [Fact]
    public async Task A_failure_on_a_thread_is_not_lost()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => MeasureAsync(
            Side.OnThreads("failing", 2, static () => 0, static (_, thread) => thread == 1 ? throw new TimeoutException() : 1)));

    [Fact]
    public async Task A_failure_of_a_caller_is_not_lost()
        => await Assert.ThrowsAsync<TimeoutException>(() => MeasureAsync(
            Side.OfAsync(
                "failing",
                static _ => new ValueTask<int>(0),
                static (_, caller, _) => caller == 1 ? throw new TimeoutException() : new ValueTask<int>(1),
                callers: 2)));

    [Fact]
    public void Sides_that_are_called_in_different_ways_are_not_compared()
        => Assert.Contains("2 threads", Assert.Throws<ArgumentException>(() => GateRow.Time(
            "r", Plain("ours"), Side.OnThreads("peer", 2, static () => 1, static (state, _) => state))).Message, StringComparison.Ordinal);

    [Fact]
    public void Latencies_are_not_asked_of_a_side_that_has_none()
        => Assert.Throws<ArgumentException>(() => GateRow.Latency("r", Side.Of("ours", static () => 1, static state => state)));

    [Fact]
    public void Two_peers_of_one_name_could_not_be_told_apart()
        => Assert.Throws<ArgumentException>(() => GateRow.Time("r", Plain("ours"), Plain("peer"), Plain("peer")));

    private static Side Plain(string name) => Side.Of(name, static () => 1, static state => state);

    private static async Task<Gate.Sampling.Sample> MeasureAsync(Side side, bool latencies = false)
    {
        await side.SetUpAsync(Token);
        try
        {
            // Once before: what a first call makes for good is no operation's cost.
            await side.MeasureAsync(4, latencies, Token);
            return await side.MeasureAsync(1000, latencies, Token);
        }
        finally
        {
            await side.TearDownAsync();
        }
    }

    private static Dictionary<string, Side> Sides(Tally tally) => new()
    {
        ["delegate"] = Side.Of("side", () => tally, static state => state.Add(1)),
        ["several operations per call"] = Side.Of("side", () => tally, static state => state.Add(4), operationsPerCall: 4),
        ["one caller"] = Side.OfAsync("side", _ => new ValueTask<Tally>(tally), static (state, _, _) => new ValueTask<int>(state.Add(1))),
        ["callers"] = Side.OfAsync("side", _ => new ValueTask<Tally>(tally), static (state, _, _) => new ValueTask<int>(state.Add(1)), callers: 7),
        ["threads"] = Side.OnThreads("side", 3, () => tally, static (state, _) => state.Add(1)),
        ["batches"] = Side.InBatches(
            "side",
            _ => new ValueTask<Tally>(tally),
            static (state, batch, _) =>
            {
                state.Add(batch.Operations);
                return ValueTask.CompletedTask;
            },
            static state => state.Operations),
    };

    private sealed class Tally : IDisposable
    {
        private int _operations;

        public int Operations => _operations;

        public bool IsDisposed { get; private set; }

        public int Add(int operations) => Interlocked.Add(ref _operations, operations);

        public void Dispose() => IsDisposed = true;
    }
}

using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Retention;

/// <summary>Whoever reads while the beginning moves reads again; who finds the same beginning is told what was found.</summary>
public sealed class SteadyBeginningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new long[] { 0, 0 }, new[] { "missing" }, "missing")]
    [InlineData(new long[] { 0, 256, 256 }, new[] { "missing", "good" }, "good")]
    [InlineData(new long[] { 0, 256, 512, 512 }, new[] { "missing", "missing", "good" }, "good")]
    [InlineData(new long[] { 0, 256, 256 }, new[] { "missing", "missing" }, "missing")]
    [InlineData(new long[] { 0 }, new[] { "good" }, "good")]
    // Whoever puts the beginning back has not dropped anything.
    [InlineData(new long[] { 256, 0 }, new[] { "missing" }, "missing")]
    public async Task It_is_read_again_as_long_as_it_moves(long[] beginnings, string[] found, string expected)
    {
        var (states, reads) = (new Queue<long>(beginnings), new Queue<string>(found));
        List<long> asked = [];

        var last = await SteadyBeginning.ReadAsync(
            _ => new ValueTask<AuditStoreState>(StateOf(states.Dequeue())),
            state =>
            {
                asked.Add(state.KeptFrom);
                return new ValueTask<string>(reads.Dequeue());
            },
            static each => each == "good", Cancellation);

        Assert.Equal((expected, 0), (last, reads.Count));
        Assert.Equal(beginnings[..asked.Count], asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_missing_is_an_error_only_where_it_stays(bool hasMoved)
    {
        var states = new Queue<long>([0, hasMoved ? 256 : 0]);
        var reading = SteadyBeginning.ReadAsync(
            _ => new ValueTask<AuditStoreState>(StateOf(states.Dequeue())),
            static state => state.KeptFrom > 0 ? new ValueTask<string>("good") : throw new TileException("it is missing", TileAddress.Entries(0)),
            static each => each == "good", Cancellation).AsTask();

        if (hasMoved)
            Assert.Equal("good", await reading);
        else
            await Assert.ThrowsAsync<TileException>(() => reading);
    }

    private static AuditStoreState StateOf(long keptFrom) => new(1, 1_000, TreeHash.Empty, DateTimeOffset.UnixEpoch, default) { KeptFrom = keptFrom };
}

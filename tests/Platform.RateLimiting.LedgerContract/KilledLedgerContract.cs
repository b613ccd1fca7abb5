using Platform.RateLimiting.Ledger;
using Platform.Testing;

namespace Platform.RateLimiting.LedgerContract;

/// <summary>kill -9 in a loop, with a ledger of its own outside that each acknowledged decision is written to.</summary>
public abstract class KilledLedgerContract : IDisposable
{
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("platform-ratelimiting-kill-");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The name of the engine, as the worker knows it.</summary>
    protected abstract string Engine { get; }

    /// <summary>The ledger, as the worker opens it.</summary>
    protected abstract string Where { get; }

    /// <summary>Opens the ledger once nobody that was killed is still at work in it. The caller disposes of it.</summary>
    protected abstract Task<IUsageLedgerStore> OpenAsync();

    public virtual void Dispose()
    {
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Soak]
    public async Task Killed_again_and_again_nothing_is_lost_and_nothing_counted_twice(int processes)
    {
        var killed = new KilledProcesses(Engine, Where, Folder.FullName);
        await killed.KillAsync(SoakLength.Of(5, 200), processes, lease: 0, allowance: 1_000_000);

        killed.AssertNothingLostAndNothingCountedTwice(await ExportedAsync());
    }

    [Fact]
    [Soak]
    public async Task With_leases_a_killed_process_leaves_unexported_what_it_held_and_nothing_is_admitted_beyond_the_allowance()
    {
        const int Lease = 20, Allowance = 1_500;
        var rounds = SoakLength.Of(3, 20);
        var killed = new KilledProcesses(Engine, Where, Folder.FullName);
        await killed.KillAsync(rounds, processes: 1, Lease, Allowance);
        await killed.FinishAsync(decisions: 300, Lease, Allowance);

        var exported = await ExportedAsync();
        killed.AssertNothingLostAndNothingCountedTwice(exported, unreported: rounds * 2L * Lease);
        // A reservation may be settled for one more than it was made for.
        Assert.All(exported.Values, used => Assert.InRange(used, Allowance - rounds * 2 * Lease - 40, Allowance + 12));
    }

    [Fact]
    public async Task What_ends_in_order_is_exported_exactly_and_stops_at_the_allowance()
    {
        var killed = new KilledProcesses(Engine, Where, Folder.FullName);
        await killed.FinishAsync(decisions: 200, lease: 20, allowance: 900);

        var exported = await ExportedAsync();
        killed.AssertNothingLostAndNothingCountedTwice(exported);
        Assert.All(exported.Values, used => Assert.InRange(used, 860, 900 + 12));
    }

    private async Task<Dictionary<string, long>> ExportedAsync()
    {
        var store = await OpenAsync();
        try
        {
            var page = await store.ExportAsync(0, 100_000, null, Cancellation);
            var exported = page.Slices.GroupBy(numbered => numbered.Slice.Consumer).ToDictionary(group => group.Key, group => group.Sum(numbered => numbered.Slice.Amount));
            var sums = await store.QueryAsync(new UsageQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddYears(200) }, Cancellation);
            Assert.Equal(exported.OrderBy(pair => pair.Key, StringComparer.Ordinal), sums.Select(total => new KeyValuePair<string, long>(total.Consumer, total.Amount)));
            return exported;
        }
        finally
        {
            (store as IDisposable)?.Dispose();
        }
    }
}

using Npgsql;
using Platform.RateLimiting.LedgerContract;
using Platform.Testing;

namespace Platform.RateLimiting.PostgreSql.Tests;

/// <summary>kill -9 in a loop, with a ledger of its own outside that each acknowledged decision is written to.</summary>
public sealed class KillTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-ratelimiting-kill-");

    private readonly string _schema = $"s{Guid.NewGuid():n}";

    private string Where => $"{database.ConnectionString};Search Path={_schema}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Soak]
    public async Task Killed_again_and_again_nothing_is_lost_and_nothing_counted_twice(int processes)
    {
        var killed = new KilledProcesses("postgresql", Where, _folder.FullName);
        await killed.KillAsync(SoakLength.Of(5, 200), processes, lease: 0, allowance: 1_000_000);

        killed.AssertNothingLostAndNothingCountedTwice(await ExportedAsync());
    }

    [Fact]
    [Soak]
    public async Task With_leases_a_killed_process_leaves_unexported_what_it_held_and_nothing_is_admitted_beyond_the_allowance()
    {
        const int Lease = 20, Allowance = 1_500;
        var rounds = SoakLength.Of(3, 20);
        var killed = new KilledProcesses("postgresql", Where, _folder.FullName);
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
        var killed = new KilledProcesses("postgresql", Where, _folder.FullName);
        await killed.FinishAsync(decisions: 200, lease: 20, allowance: 900);

        var exported = await ExportedAsync();
        killed.AssertNothingLostAndNothingCountedTwice(exported);
        Assert.All(exported.Values, used => Assert.InRange(used, 860, 900 + 12));
    }

    private async Task<Dictionary<string, long>> ExportedAsync()
    {
        await UntilTheServerHasNoticedAsync();
        await using var store = new PostgreSqlLedgerStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true);
        var page = await store.ExportAsync(0, 100_000, null, Cancellation);
        var exported = page.Slices.GroupBy(numbered => numbered.Slice.Consumer).ToDictionary(group => group.Key, group => group.Sum(numbered => numbered.Slice.Amount));
        var sums = await store.QueryAsync(new UsageQuery { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddYears(200) }, Cancellation);
        Assert.Equal(exported.OrderBy(pair => pair.Key, StringComparer.Ordinal), sums.Select(total => new KeyValuePair<string, long>(total.Consumer, total.Amount)));
        return exported;
    }

    /// <summary>A commit that was under way when its process was killed may still be at work in the server.</summary>
    private async Task UntilTheServerHasNoticedAsync()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var others = connection.CreateCommand();
        others.CommandText = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        while ((long)(await others.ExecuteScalarAsync(Cancellation))! > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
    }
}

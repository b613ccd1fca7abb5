using Platform.Audit.StoreContract;
using Platform.Testing;

namespace Platform.Audit.PostgreSql.Tests;

/// <summary>kill -9 in a loop, with a ledger of its own outside of what was acknowledged.</summary>
public sealed class KillTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-kill-");
    private readonly string _schema = Database.Schema();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Soak]
    public async Task Killed_again_and_again_nothing_that_was_acknowledged_is_lost_moved_or_there_twice()
    {
        var killed = new KilledLogs("postgresql", database.ConnectionString, _schema, _folder.FullName);
        await database.ExecuteAsync($"CREATE TABLE done_{_schema} (target text PRIMARY KEY)");
        await killed.KillAsync(SoakLength.Of(20, 200));

        // A commit that was under way when its process was killed may still be at work in the server.
        var store = database.Open(_schema);
        while (await store.TryAcquireAsync(TestContext.Current.CancellationToken) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        await killed.TakeUpRestAsync(store);
        await killed.AssertNothingLostAsync(store, await database.QueryAllAsync($"SELECT target FROM done_{_schema}"));
        await database.CloseAsync();
    }

    /// <summary>Partitions are archived and dropped all the time: whatever step it is in when it is killed, nothing is lost, and nothing is half there.</summary>
    [Fact]
    [Soak]
    public async Task Killed_while_partitions_are_archived_and_dropped_every_record_is_in_the_store_or_in_the_archive()
    {
        var killed = new KilledLogs("postgresql", database.ConnectionString, _schema, _folder.FullName, partitionSize: 512);
        await database.ExecuteAsync($"CREATE TABLE done_{_schema} (target text PRIMARY KEY)");
        await killed.KillAsync(SoakLength.Of(20, 200));

        var store = database.Open(_schema);
        while (await store.TryAcquireAsync(TestContext.Current.CancellationToken) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        await killed.TakeUpRestAsync(store);
        await killed.AssertNothingLostInArchiveAsync(store);
        await store.ReclaimAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await database.QueryAllAsync($"SELECT relname::text FROM pg_class WHERE relnamespace = '{_schema}'::regnamespace AND relname LIKE '%dropped%'"));
        await database.CloseAsync();
    }
}

using Microsoft.Data.Sqlite;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditSearchTests : AuditSearchContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditSearchStore Store => _store ??= _file.Open();

    protected override IAuditSearchStore OpenAnother() => _file.Open();

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task An_index_that_was_deleted_is_made_again()
    {
        using var key = TestLog.CreateKey();
        await using var log = await TestLog.StartAsync(Store, key);
        await log.CloseAsync(1);
        Assert.Single((await log.Log.QueryAsync(new AuditQuery { Text = "request 1" }, Cancellation)).Entries);
        SqliteConnection.ClearAllPools();
        foreach (var file in _file.Folder.EnumerateFiles("*.search*"))
            file.Delete();
        await log.CloseAsync(2);

        Assert.Single((await log.Log.QueryAsync(new AuditQuery { Text = "request 1" }, Cancellation)).Entries);
    }

    [Theory]
    [InlineData("DELETE FROM audit_index WHERE actor = 'mallory'")]
    [InlineData("INSERT INTO audit_index (idx, recorded_at, outcome) VALUES (4611686018427387904, 0, 0)")]
    public async Task An_index_that_lacks_a_record_or_has_too_many_is_made_again_by_the_next_process(string sql)
    {
        using var key = TestLog.CreateKey();
        await using (var log = await TestLog.StartAsync(Store, key))
        {
            foreach (var actor in (string[])["ada", "mallory", "grace"])
                await log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Actor = actor }, cancellationToken: Cancellation);
            Assert.Single((await log.Log.QueryAsync(new AuditQuery { Actor = "mallory" }, Cancellation)).Entries);
        }
        SqliteConnection.ClearAllPools();
        await using (var connection = new SqliteConnection($"Data Source={_file.Path}.search;Pooling=False"))
        {
            await connection.OpenAsync(Cancellation);
            await using var change = connection.CreateCommand();
            change.CommandText = sql;
            await change.ExecuteNonQueryAsync(Cancellation);
        }

        await using var next = await TestLog.StartAsync(OpenAnother(), key);
        Assert.Single((await next.Log.QueryAsync(new AuditQuery { Actor = "mallory" }, Cancellation)).Entries);
        Assert.Single((await next.Log.QueryAsync(new AuditQuery { Actor = "grace" }, Cancellation)).Entries);
    }
}

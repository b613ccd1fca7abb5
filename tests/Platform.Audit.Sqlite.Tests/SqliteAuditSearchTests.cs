using Microsoft.Data.Sqlite;
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
}

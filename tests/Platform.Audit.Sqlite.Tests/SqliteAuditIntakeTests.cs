using System.Data.Common;
using Microsoft.Data.Sqlite;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditIntakeTests : AuditIntakeContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditIntakeStore Store => _store ??= _file.Open();

    protected override string IntakeTable => "audit_intake";

    protected override IAuditIntakeStore OpenAnother() => _file.Open();

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task A_database_without_the_log_refuses_the_event()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await using var elsewhere = new SqliteConnection($"Data Source={Path.Combine(_file.Folder.FullName, "other.db")};Pooling=False");
        await elsewhere.OpenAsync(Cancellation);
        await using var transaction = await elsewhere.BeginTransactionAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<SqliteException>(() => AppendAsync(log, transaction, 1));

        Assert.Contains("audit_intake", refused.Message, StringComparison.Ordinal);
    }
}

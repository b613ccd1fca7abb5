using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditStoreTests : AuditStoreContract, IDisposable
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditStore Store => _store ??= _file.Open();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override IAuditStore OpenAnother() => _file.Open();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("UPDATE audit_records SET record = x'00'", "records of an audit log never change")]
    [InlineData("DELETE FROM audit_records", "records of an audit log never go")]
    [InlineData("UPDATE audit_nodes SET hash = x'00'", "nodes of an audit log never change")]
    [InlineData("DELETE FROM audit_nodes", "nodes of an audit log never go")]
    [InlineData("REPLACE INTO audit_records VALUES (17, 0, x'00', x'00', NULL)", "a record of an audit log follows the last one")]
    [InlineData("INSERT OR REPLACE INTO audit_records VALUES (299, 0, x'00', x'00', NULL)", "a record of an audit log follows the last one")]
    [InlineData("INSERT INTO audit_records VALUES (17, 0, x'00', x'00', NULL) ON CONFLICT DO UPDATE SET record = x'00'", "a record of an audit log follows the last one")]
    [InlineData("INSERT INTO audit_records VALUES (1000, 0, x'00', x'00', NULL)", "a record of an audit log follows the last one")]
    [InlineData("UPDATE OR REPLACE audit_records SET idx = 17 WHERE idx = 18", "records of an audit log never change")]
    [InlineData("REPLACE INTO audit_nodes VALUES (1, 0, x'00')", "nodes of an audit log never change")]
    [InlineData("INSERT INTO audit_nodes VALUES (1, 0, x'00') ON CONFLICT DO UPDATE SET hash = x'00'", "nodes of an audit log never change")]
    public async Task Whoever_only_writes_SQL_can_change_nothing(string sql, string refusal)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(300)), Cancellation);

        Assert.Contains(refusal, Assert.Throws<SqliteException>(() => _file.Execute(sql)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_committed_is_synchronised_before_it_is_acknowledged()
    {
        List<string> modes = [];
        var store = _file.Open(connection =>
        {
            foreach (var pragma in (string[])["journal_mode", "synchronous"])
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"PRAGMA {pragma}";
                modes.Add($"{command.ExecuteScalar()}");
            }
        });

        await Batches.AcquireAsync(store, Cancellation);

        Assert.Equal(["wal", "2"], modes.Distinct());
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.ReadStateAsync(Cancellation);
        _file.Execute("UPDATE audit_log SET version = 4");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().ReadStateAsync(Cancellation));

        Assert.Contains("is of version 4, and this package knows version 3", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1034, true)]
    [InlineData(10, 1290, true)]
    [InlineData(10, 778, true)]
    [InlineData(10, 266, false)]
    [InlineData(13, 13, false)]
    [InlineData(5, 5, false)]
    public void A_sync_that_has_failed_leaves_the_disk_in_doubt(int code, int extended, bool isInDoubt) =>
        Assert.Equal(isInDoubt, SqliteAuditStore.IsDiskInDoubt(new SqliteException("", code, extended)));

    [Fact]
    public async Task A_file_that_is_no_log_is_an_error_and_stays_as_it_is()
    {
        await File.WriteAllTextAsync(_file.Path, "This is a letter, not a database. It is long enough to be read as one.", Cancellation);

        await Assert.ThrowsAsync<SqliteException>(async () => await Store.TryAcquireAsync(Cancellation));

        Assert.StartsWith("This is a letter", await File.ReadAllTextAsync(_file.Path, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_store_says_so()
    {
        var store = _file.Open();
        store.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.TryAcquireAsync(Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_log_without_a_file_is_refused(string? path) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddPlatformAudit().UseSqlite(path!));
}

using Microsoft.Data.Sqlite;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditTenantTests : AuditTenantHostsContract
{
    private readonly SqliteFile _file = new();
    private IAuditTenantStores? _stores;

    protected override IAuditTenantStores Stores => _stores ??= OpenAnotherStores();

    private string Folder => Path.Combine(_file.Folder.FullName, "tenants");

    protected override IAuditStore OpenHost() => _file.Open();

    protected override IAuditTenantStores OpenAnotherStores() => new SqliteAuditTenantStores(Folder);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task An_event_in_a_transaction_on_the_file_of_a_tenant_is_in_his_log()
    {
        await using var host = await StartAsync();
        await using var lease = await host.Tenants.OpenAsync("acme", Cancellation);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, lease.Id + ".db")};Pooling=False"))
        {
            await connection.OpenAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await lease.Intake.AppendAsync(transaction, new AuditEvent(TestLog.Closed) { Target = "request:17" }, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }
        lease.Intake.Wake();

        AuditPage page;
        do
            page = await lease.Log.QueryAsync(new AuditQuery { Target = "request:17" }, Cancellation);
        while (page.Entries.Count == 0);
        Assert.Single(page.Entries);
    }

    [Fact]
    public async Task Of_a_log_that_is_closed_no_file_is_open()
    {
        string id;
        await using (var host = await StartAsync())
        {
            id = host.Tenants.IdOf("acme");
            await host.AppendAsync("acme", 1);
            await using var lease = await host.Tenants.OpenAsync("acme", Cancellation);
            await lease.Log.QueryAsync(new AuditQuery { Target = "request:1" }, Cancellation);
        }
        // The last connection that is closed takes the journal away, and the file can be copied alone.
        Assert.Equal([$"{id}.db", $"{id}.db.lock", $"{id}.db.search"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await Stores.RemoveAsync(id, Cancellation);
        Assert.Empty(Directory.EnumerateFiles(Folder));
    }

    [Fact]
    public void What_is_no_id_is_no_file()
    {
        foreach (var id in (string[])["", "../audit", new string('A', 32), new string('0', 31)])
            Assert.Throws<ArgumentException>(() => Stores.Open(id));
    }
}

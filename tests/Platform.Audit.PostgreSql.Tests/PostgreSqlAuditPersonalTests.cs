using Npgsql;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditPersonalTests(Database database) : AuditPersonalContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditPersonalStore Store => _store ??= database.Open(_schema);

    protected override IAuditPersonalStore OpenAnother() => database.Open(_schema);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        Dispose();
    }

    protected override async Task<bool> TryInsertIntakeAsync(byte[] row) =>
        await database.ExecuteAsync($"INSERT INTO {_schema}.audit_intake (record) VALUES ('\\x{Convert.ToHexString(row)}')") == 1;

    /// <summary>By default a table is cleaned when a fifth of it has changed: what was erased would lie there for years.</summary>
    [Fact]
    public async Task What_was_erased_is_cleaned_up_soon()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await ReportAsync(log, "resident:1", "ada@example.com");

        Assert.Equal(
            ["autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=0"],
            (await database.QueryAllAsync($"SELECT unnest(reloptions) FROM pg_class WHERE oid = '{_schema}.audit_personal'::regclass")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE {0}.audit_personal SET content = '\\x00'")]
    [InlineData("UPDATE {0}.audit_personal SET erased_by = 1")]
    [InlineData("UPDATE {0}.audit_personal SET idx = 7, subject = NULL, tag = NULL, content = NULL, erased_by = 1")]
    [InlineData("DELETE FROM {0}.audit_personal")]
    [InlineData("TRUNCATE {0}.audit_personal")]
    [InlineData("INSERT INTO {0}.audit_personal SELECT idx, place, subject, tag, '\\x00', NULL FROM {0}.audit_personal ON CONFLICT (idx, place) DO UPDATE SET content = excluded.content")]
    public async Task Whoever_only_writes_SQL_can_change_no_content(string sql)
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await ReportAsync(log, "resident:1", "ada@example.com");

        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql.Replace("{0}", _schema, StringComparison.Ordinal)));
        Assert.True((await Personal(log).VerifyAsync(Cancellation)).IsIntact);
    }
}

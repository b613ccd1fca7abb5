using Microsoft.Data.Sqlite;
using Platform.Audit.Inspection;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditInspectionTests : AuditInspectionContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;
    private bool _areGuardsGone;

    protected override IAuditInspectedStore Store => _store ??= _file.Open();

    protected override string Prefix => "";

    public override ValueTask DisposeAsync()
    {
        _file.Dispose();
        return base.DisposeAsync();
    }

    protected override string Literal(byte[] bytes) => $"x'{Convert.ToHexString(bytes)}'";

    protected override string Hex(string column) => $"hex({column})";

    protected override Task<int> ExecuteAsync(string sql)
    {
        if (!_areGuardsGone)
        {
            _file.DropGuards();
            _file.Execute("DROP TRIGGER audit_personal_once; DROP TRIGGER audit_personal_only_erased; DROP TRIGGER audit_personal_never_go");
            _areGuardsGone = true;
        }
        return Task.FromResult(_file.Execute(sql));
    }

    protected override async Task<int> ExecuteOnIndexAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_file.Path}.search;Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override Task<List<string>> QueryAsync(string sql) => Task.FromResult(_file.QueryAll(sql));

    [Fact]
    public async Task A_time_that_was_changed_is_named()
    {
        await FillAsync();
        Assert.Equal(1, await ExecuteAsync("UPDATE audit_records SET recorded_at = recorded_at + 1 WHERE idx = 30"));

        Assert.Contains((await new AuditStoreInspector(Store).InspectAsync(Cancellation)).Findings, static each => each is { Part: "records", Index: 30 });
    }

    [Theory]
    [InlineData("audit_records_never_change")]
    [InlineData("audit_personal_only_erased")]
    public async Task A_guard_that_is_gone_is_named(string guard)
    {
        await FillAsync();
        _file.Execute($"DROP TRIGGER IF EXISTS {guard}");

        var found = await new AuditStoreInspector(Store).InspectAsync(Cancellation);

        Assert.Contains(found.Findings, each => each.Part == "guards" && each.Description.StartsWith(guard, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_is_opened_to_be_read_is_inspected_and_cannot_be_written()
    {
        await FillAsync();
        _store!.Dispose();
        SqliteConnection.ClearAllPools();
        using var store = SqliteAuditStore.OpenReadOnly(_file.Path);

        var found = await new AuditStoreInspector(store).InspectAsync(Cancellation);

        Assert.True(found.Records > 500);
        Assert.DoesNotContain(found.Findings, static each => each.Part != "guards");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.TryAcquireAsync(Cancellation));
        await Assert.ThrowsAsync<SqliteException>(async () => await store.RelayAsync(new AuditRelay(1, 1, 1, [new byte[40]]), Cancellation));
    }

    [Fact]
    public void What_is_opened_to_be_read_is_not_made()
    {
        var missing = _file.Path + ".missing";

        Assert.Throws<FileNotFoundException>(() => SqliteAuditStore.OpenReadOnly(missing));
        Assert.False(File.Exists(missing));
    }

    [Fact]
    public async Task A_database_without_a_log_is_told_and_stays_as_it_is()
    {
        _file.Execute("CREATE TABLE other (id INTEGER)");
        using var store = SqliteAuditStore.OpenReadOnly(_file.Path);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ReadStateAsync(Cancellation));
        Assert.Equal(["other"], _file.QueryAll("SELECT name FROM sqlite_master"));
    }
}

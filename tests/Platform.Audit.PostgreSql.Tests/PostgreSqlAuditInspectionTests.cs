using Npgsql;
using Platform.Audit.Inspection;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditInspectionTests(Database database) : AuditInspectionContract, IClassFixture<Database>
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;
    private bool _areGuardsOff;

    protected override IAuditInspectedStore Store => _store ??= database.Open(_schema);

    protected override string Prefix => _schema + ".";

    public override async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        await base.DisposeAsync();
    }

    protected override string Literal(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'";

    protected override string Hex(string column) => $"encode({column}, 'hex')";

    protected override async Task<int> ExecuteAsync(string sql)
    {
        if (!_areGuardsOff)
        {
            foreach (var table in (string[])["audit_records", "audit_nodes", "audit_personal", "audit_index"])
                await database.ExecuteAsync($"ALTER TABLE {Prefix}{table} DISABLE TRIGGER USER");
            // No partition takes what is before the first record: whoever owns the tables makes one.
            await database.ExecuteAsync($"CREATE TABLE {Prefix}audit_records_before PARTITION OF {Prefix}audit_records FOR VALUES FROM (-1000) TO (0)");
            await database.ExecuteAsync($"CREATE TABLE {Prefix}audit_index_before PARTITION OF {Prefix}audit_index FOR VALUES FROM (-1000) TO (0)");
            _areGuardsOff = true;
        }
        return await database.ExecuteAsync(sql);
    }

    protected override Task<List<string>> QueryAsync(string sql) => database.QueryAllAsync(sql);

    [Theory]
    [InlineData("recorded_at = recorded_at + interval '1 microsecond'")]
    [InlineData("recorded_at = 'infinity'")]
    public async Task A_time_that_was_changed_is_named(string change)
    {
        await FillAsync();
        Assert.Equal(1, await ExecuteAsync($"UPDATE {Prefix}audit_records SET {change} WHERE idx = 30"));

        Assert.Contains((await new AuditStoreInspector(Store).InspectAsync(Cancellation)).Findings, static each => each is { Part: "records", Index: 30 } or { Part: "records", Index: null });
    }

    [Fact]
    public async Task Words_that_were_taken_out_of_the_index_are_named()
    {
        await FillAsync();
        Assert.Equal(1, await ExecuteAsync($"UPDATE {Prefix}audit_index SET words = '{{}}' WHERE idx = 30"));

        Assert.Contains((await new AuditStoreInspector(Store).InspectAsync(Cancellation)).Findings, static each => each is { Part: "index", Index: 30 });
    }

    [Theory]
    [InlineData("ALTER TABLE {0}audit_records DISABLE TRIGGER USER", "audit_records_stay")]
    [InlineData("DROP TRIGGER audit_personal_only_erased ON {0}audit_personal", "audit_personal_only_erased")]
    public async Task A_guard_that_is_gone_or_off_is_named(string sql, string guard)
    {
        await FillAsync();
        await database.ExecuteAsync(sql.Replace("{0}", Prefix, StringComparison.Ordinal));

        var found = await new AuditStoreInspector(Store).InspectAsync(Cancellation);

        Assert.Contains(found.Findings, each => each.Part == "guards" && each.Description.StartsWith(guard, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_that_is_opened_to_be_read_is_inspected_and_cannot_be_written()
    {
        await FillAsync();
        await using var store = PostgreSqlAuditStore.OpenReadOnly(database.ConnectionString, _schema);

        var found = await new AuditStoreInspector(store).InspectAsync(Cancellation);

        Assert.True(found.Records > 500);
        Assert.DoesNotContain(found.Findings, static each => each.Part != "guards");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.TryAcquireAsync(Cancellation));
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await store.RelayAsync(new AuditRelay(1, 1, 1, [new byte[40]]), Cancellation));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [Fact]
    public async Task What_is_opened_to_be_read_is_not_made()
    {
        await using var store = PostgreSqlAuditStore.OpenReadOnly(database.ConnectionString, Database.Schema());

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ReadStateAsync(Cancellation));
    }
}

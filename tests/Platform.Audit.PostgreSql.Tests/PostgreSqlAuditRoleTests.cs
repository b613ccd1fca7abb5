using Npgsql;
using Platform.Audit.Retention;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

/// <summary>What each role can do with SQL of its own: none of it hides a record. The owner can do anything, and is found out (<see cref="AuditRetentionContract"/>).</summary>
public sealed class PostgreSqlAuditRoleTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private readonly System.Security.Cryptography.ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Adder => $"adder_{_schema}";

    private string Giver => $"giver_{_schema}";

    public async ValueTask InitializeAsync()
    {
        await database.Open(_schema, 512).ReadStateAsync(Cancellation);
        // As the README has it, but for audit_log, of which a role that is older has all columns.
        await database.ExecuteAsync($"""
            CREATE ROLE {Adder} LOGIN; CREATE ROLE {Giver} LOGIN;
            GRANT USAGE ON SCHEMA {_schema} TO {Adder}, {Giver};
            GRANT SELECT, INSERT ON {_schema}.audit_records, {_schema}.audit_nodes, {_schema}.audit_index TO {Adder};
            GRANT SELECT ON {_schema}.audit_tiles TO {Adder};
            GRANT SELECT, UPDATE ON {_schema}.audit_log TO {Adder};
            GRANT SELECT, INSERT, DELETE ON {_schema}.audit_intake TO {Adder}; GRANT SELECT, INSERT, UPDATE ON {_schema}.audit_producers TO {Adder};
            GRANT SELECT, INSERT ON {_schema}.audit_personal TO {Adder}; GRANT UPDATE (subject, tag, content, erased_by) ON {_schema}.audit_personal TO {Adder};
            GRANT INSERT (record) ON {_schema}.audit_intake TO {Giver}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        await database.ExecuteAsync($"DROP OWNED BY {Adder}, {Giver}; DROP ROLE {Adder}, {Giver}");
        _key.Dispose();
    }

    [Theory]
    [InlineData("UPDATE {0}.audit_log SET kept_from = 512")]
    [InlineData("UPDATE {0}.audit_log SET dropped_by = 600")]
    [InlineData("UPDATE {0}.audit_log SET epoch = epoch, kept_from = kept_from, dropped_by = 1")]
    [InlineData("UPDATE {0}.audit_log SET partition_size = 1")]
    [InlineData("UPDATE {0}.audit_log SET partition_size = 384")]
    [InlineData("UPDATE {0}.audit_log SET partition_size = 1099511627776")]
    [InlineData("INSERT INTO {0}.audit_tiles VALUES (0, decode(repeat('00', 8192), 'hex'))")]
    [InlineData("DELETE FROM {0}.audit_records")]
    [InlineData("DELETE FROM {0}.audit_records_0")]
    [InlineData("UPDATE {0}.audit_records_0 SET record = ''")]
    [InlineData("TRUNCATE {0}.audit_records_0")]
    [InlineData("DROP TABLE {0}.audit_records_0")]
    [InlineData("ALTER TABLE {0}.audit_records DETACH PARTITION {0}.audit_records_0")]
    [InlineData("ALTER TABLE {0}.audit_records DISABLE TRIGGER USER")]
    [InlineData("ALTER TABLE {0}.audit_log DISABLE TRIGGER USER")]
    [InlineData("LOCK TABLE {0}.audit_records IN ACCESS EXCLUSIVE MODE")]
    [InlineData("TRUNCATE {0}.audit_index")]
    [InlineData("DELETE FROM {0}.audit_index")]
    [InlineData("SELECT {0}.audit_beginning()")]
    [InlineData("SELECT {0}.audit_refuse()")]
    [InlineData("CREATE TABLE {0}.audit_records_x PARTITION OF {0}.audit_records FOR VALUES FROM (-512) TO (0)")]
    [InlineData("SET session_replication_role = replica")]
    public async Task Whoever_may_only_add_is_refused(string sql)
    {
        await using (var log = await TestLog.StartAsync(database.Open(_schema, 512), _key))
        {
            for (var id = 0; id < 10; id++)
                await log.CloseAsync(id);
        }
        var before = await ReadAsync();

        await Assert.ThrowsAsync<PostgresException>(async () => await ExecuteAsync(Adder, string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, _schema)));

        Assert.Equal(before, await ReadAsync());
    }

    [Fact]
    public async Task Whoever_may_only_add_fills_no_catalogue_with_partitions()
    {
        await database.Open(_schema, 512).ReadStateAsync(Cancellation);
        for (var times = 0; times < 3; times++)
            await ExecuteAsync(Adder, $"UPDATE {_schema}.audit_log SET partition_size = 65536; SELECT {_schema}.audit_ahead(9000000000000000000)");

        Assert.InRange((await database.Open(_schema, 512).ReadPartitionsAsync(Cancellation))[^1].End, 100_000, 4 * 65_536);
    }

    /// <summary>It is the host, and goes on being one.</summary>
    [Fact]
    public async Task Whoever_may_only_add_adds_and_makes_partitions_and_drops_with_the_connection_of_the_owner()
    {
        await using var store = Open(Adder, database.ConnectionString);
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(id => log.CloseAsync(id).AsTask()));

        var dropped = await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);

        Assert.Equal(1_024, dropped.KeptFrom);
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Whoever_may_only_add_drops_nothing_with_his_own_connection_and_goes_on_adding()
    {
        await using var store = Open(Adder, owner: null);
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, 700).Select(id => log.CloseAsync(id).AsTask()));

        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.True((await log.CloseAsync(1)).Index > 700);
    }

    /// <summary>What a host of the owner has left, who died, is not his to drop, and no reason for him to do nothing.</summary>
    [Fact]
    public async Task Whoever_is_not_the_owner_leaves_what_was_left_and_goes_on()
    {
        await using (var owners = await TestLog.StartAsync(database.Open(_schema, 512), _key))
        {
            await Task.WhenAll(Enumerable.Range(0, 700).Select(id => owners.CloseAsync(id).AsTask()));
            Assert.Equal(512, (await owners.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation)).KeptFrom);
            await owners.StopAsync();
        }
        await database.ExecuteAsync($"CREATE TABLE {_schema}.audit_records_dropped_0 ()");
        await using var store = Open(Adder, owner: null);
        await using var log = await TestLog.StartAsync(store, _key);

        var applied = await log.Service<IAuditRetention>().ApplyAsync(Cancellation);

        Assert.Equal(512, applied.KeptFrom);
        Assert.True(log.Lines.Has(15));
        await database.ExecuteAsync($"DROP TABLE {_schema}.audit_records_dropped_0");
    }

    /// <summary>He may give records, and what he gives is known for his.</summary>
    [Fact]
    public async Task Whoever_may_only_insert_into_the_intake_moves_no_beginning_and_releases_no_hold()
    {
        var store = database.Open(_schema, 512);
        await using var log = await TestLog.StartAsync(store, _key);
        await Task.WhenAll(Enumerable.Range(0, 600).Select(id => log.CloseAsync(id).AsTask()));
        await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("case-17") { First = 0 }, cancellationToken: Cancellation);
        using var strange = TestLog.CreateKey();
        using var keys = new Sequencing.LogKeys(TestLog.Origin, [new Notes.EcdsaNoteSigner(TestLog.Origin, strange)], []);
        var size = (await store.ReadStateAsync(Cancellation)).Size;
        foreach (var row in (byte[][])[
            Intake.AuditIntakeRecord.Write(new LogDropped(new AuditPartition(0, 512), null, null, null, size, keys), DateTimeOffset.UnixEpoch),
            Intake.AuditIntakeRecord.Write(new LogReleased("case-17", Guid.NewGuid(), null, keys), DateTimeOffset.UnixEpoch)])
        {
            await ExecuteAsync(Giver, $"INSERT INTO {_schema}.audit_intake (record) VALUES (decode('{Convert.ToHexString(row)}', 'hex'))");
        }
        await Assert.ThrowsAsync<PostgresException>(async () => await ExecuteAsync(Giver, $"INSERT INTO {_schema}.audit_intake (record, is_relayed) VALUES ('x', true)"));
        Assert.True(await log.Service<AuditLog>().SettleAsync(Cancellation));
        Assert.Equal(size + 2, (await store.ReadStateAsync(Cancellation)).Size);

        var kept = await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);

        Assert.Equal((0L, "record 0 is held by case-17"), (kept.KeptFrom, kept.Obstacle));
        Assert.Single(await log.Service<IAuditHolds>().ReadAsync(Cancellation));
    }

    private async Task<(long, long?, long)> ReadAsync() => (await database.Open(_schema, 512).ReadStateAsync(Cancellation)) is var state ? (state.KeptFrom, state.DroppedBy, state.Size) : default;

    private PostgreSqlAuditStore Open(string role, string? owner) => new(NpgsqlDataSource.Create(As(role)), _schema, ownsDataSource: true)
    {
        PartitionSize = 512,
        Owner = owner is null ? null : NpgsqlDataSource.Create(owner),
    };

    private string As(string role) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = null, Pooling = false }.ConnectionString;

    private async Task ExecuteAsync(string role, string sql)
    {
        await using var connection = new NpgsqlConnection(As(role));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}

using Npgsql;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditRetentionTests(Database database) : AuditRetentionContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditPartitionedStore Store => _store ??= database.Open(_schema, PartitionSize);

    protected override IAuditPartitionedStore OpenAnother() => database.Open(_schema, PartitionSize);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        Dispose();
    }

    protected override Task PretendAsync(long keptFrom, long droppedBy) => database.ExecuteAsync($"""
        INSERT INTO {_schema}.audit_tiles SELECT idx / 256, string_agg(hash, '' ORDER BY idx) FROM {_schema}.audit_records WHERE idx < {keptFrom} GROUP BY 1;
        ALTER TABLE {_schema}.audit_log DISABLE TRIGGER USER;
        UPDATE {_schema}.audit_log SET kept_from = {keptFrom}, dropped_by = {droppedBy};
        DROP TABLE {_schema}.audit_records_0;
        DROP TABLE {_schema}.audit_index_0
        """);

    protected override Task ChangeTileAsync(long index) => database.ExecuteAsync($"""
        ALTER TABLE {_schema}.audit_tiles DISABLE TRIGGER USER;
        UPDATE {_schema}.audit_tiles SET hashes = set_byte(hashes, 100, get_byte(hashes, 100) # 1) WHERE idx = {index}
        """);

    protected override Task ChangeRecordAsync(long index) => database.ExecuteAsync($"""
        ALTER TABLE {_schema}.audit_records DISABLE TRIGGER USER;
        UPDATE {_schema}.audit_records SET record = set_byte(record, 1, get_byte(record, 1) # 1) WHERE idx = {index}
        """);

    protected override Task MoveBeginningAsync(long keptFrom) => database.ExecuteAsync($"""
        ALTER TABLE {_schema}.audit_log DISABLE TRIGGER USER;
        UPDATE {_schema}.audit_log SET kept_from = {keptFrom}
        """);

    protected override async Task<long> ReadEpochAsync() => long.Parse((await database.QueryAllAsync($"SELECT epoch::text FROM {_schema}.audit_log"))[0], System.Globalization.CultureInfo.InvariantCulture);

    protected override Task TakeBackCheckpointAsync() => database.ExecuteAsync($"""
        ALTER TABLE {_schema}.audit_log DISABLE TRIGGER USER;
        UPDATE {_schema}.audit_log SET checkpoint = ''
        """);

    protected override Task WriteTileAsync(long index, byte[] hashes) =>
        database.ExecuteAsync($"INSERT INTO {_schema}.audit_tiles VALUES ({index}, decode('{Convert.ToHexString(hashes)}', 'hex'))");

    [Fact]
    public async Task Partitions_are_there_before_they_are_needed_and_no_batch_is_too_large_for_them()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        Assert.Equal([new AuditPartition(0, 512)], await Store.ReadPartitionsAsync(Cancellation));

        await Store.CommitAsync(log.Next(Batches.Records(511)), Cancellation);
        Assert.Equal(1_024, (await Store.ReadPartitionsAsync(Cancellation))[^1].End);
        await Store.CommitAsync(log.Next(Batches.Records(3_000)), Cancellation);

        Assert.Equal(4_096, (await Store.ReadPartitionsAsync(Cancellation))[^1].End);
        var state = await Store.ReadStateAsync(Cancellation);
        Assert.Equal(3_511, state.Size);
        Assert.True((await new TileVerifier(Store, state.Size, state.Root).VerifyAsync(Cancellation)).IsIntact);
        // Each is guarded under its own name as well.
        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await database.ExecuteAsync($"DELETE FROM {_schema}.audit_records_512"));
        Assert.Contains("records of an audit log never change and never go", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_add_gets_no_partition_made()
    {
        await Store.ReadStateAsync(Cancellation);
        var role = $"reader_{_schema}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {role}");
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = null, Pooling = false }.ConnectionString);
            await connection.OpenAsync(Cancellation);
            await using var make = new NpgsqlCommand($"SELECT made FROM {_schema}.audit_ahead(100000)", connection);

            var refused = await Assert.ThrowsAsync<PostgresException>(async () => await make.ExecuteScalarAsync(Cancellation));

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    /// <summary>Whoever looks for long holds up no one who adds: the drop gives up first, and nothing was said.</summary>
    [Fact]
    public async Task A_drop_does_not_wait_for_whoever_looks_and_nothing_has_changed()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(600)), Cancellation);
        var partition = new AuditPartition(0, 512);
        await Store.SealAsync(partition, Cancellation);
        await using (var looking = await HoldAsync($"SELECT count(*) FROM {_schema}.audit_records"))
        {
            Assert.Null(await Store.TryBeginDropAsync(partition, Cancellation));

            await Store.CommitAsync(log.Next(Batches.Records(10, seed: 3)), Cancellation);
        }
        await using (var drop = await Store.TryBeginDropAsync(partition, Cancellation))
            await drop!.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation);
        Assert.Equal((512L, 611L), (await Store.ReadStateAsync(Cancellation)) is var state ? (state.KeptFrom, state.Size) : default);
        // Nobody who appends waits for the files to go.
        Assert.Equal(["audit_index_dropped_0", "audit_records_dropped_0"], await LeftAsync());
        await Store.ReclaimAsync(Cancellation);
        Assert.Empty(await LeftAsync());
    }

    /// <summary>Who died between the drop and its files has left tables, which are no part of the log: they go with the next run, also where nothing else is to be dropped, and nothing goes with them.</summary>
    [Fact]
    public async Task What_somebody_left_behind_who_died_goes_with_the_next_run_and_nothing_else_does()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(600)), Cancellation);
        var partition = new AuditPartition(0, 512);
        await Store.SealAsync(partition, Cancellation);
        await using (var drop = await Store.TryBeginDropAsync(partition, Cancellation))
            await drop!.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation);
        // Not dropped, not of the log, and a partition with such a name.
        string[] others = ["audit_nodes_dropped_0", "audit_records_dropped_", "audit_records_dropped_1", "audit_records_dropped_512"];
        await database.ExecuteAsync($"""
            CREATE TABLE {_schema}.audit_records_dropped_512 (); CREATE TABLE {_schema}.audit_records_dropped_ (); CREATE TABLE {_schema}.audit_nodes_dropped_0 ();
            CREATE TABLE {_schema}.parted (n int) PARTITION BY RANGE (n); CREATE TABLE {_schema}.audit_records_dropped_1 PARTITION OF {_schema}.parted DEFAULT
            """);
        await using (await HoldAsync($"SELECT count(*) FROM {_schema}.audit_index_dropped_0"))
        {
            await OpenAnother().ReclaimAsync(Cancellation);
            Assert.Equal(["audit_index_dropped_0", .. others], await LeftAsync());
        }

        await OpenAnother().ReclaimAsync(Cancellation);

        Assert.Equal(others, await LeftAsync());
        Assert.Equal((512L, 601L), (await Store.ReadStateAsync(Cancellation)) is var state ? (state.KeptFrom, state.Size) : default);
        Assert.Equal(512, (await Store.ReadPartitionsAsync(Cancellation))[0].First);
    }

    [Fact]
    public async Task Whoever_holds_up_the_making_of_partitions_holds_up_nobody_who_adds_as_long_as_there_is_room()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await using (await HoldAsync($"LOCK TABLE {_schema}.audit_records IN SHARE UPDATE EXCLUSIVE MODE"))
        {
            await Store.CommitAsync(log.Next(Batches.Records(500)), Cancellation);
            await Store.CommitAsync(log.Next(Batches.Records(12, seed: 3)), Cancellation);
            // And whoever takes the log meanwhile.
            await Store.ReleaseAsync(Cancellation);
            Assert.NotNull(await Store.TryAcquireAsync(Cancellation));
            Assert.Equal(512, (await Store.ReadPartitionsAsync(Cancellation))[^1].End);
        }
        log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation);
        Assert.Equal(513, (await Store.ReadStateAsync(Cancellation)).Size);
    }

    /// <summary>Everybody may take an advisory lock: so there is none that partitions are made under.</summary>
    [Fact]
    public async Task A_stranger_who_takes_locks_by_name_holds_up_no_making_of_partitions()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await using (await HoldAsync($"SELECT pg_advisory_xact_lock(hashtextextended('{_schema}.audit_ahead', 0)), pg_advisory_xact_lock(hashtextextended('platform-audit-make', 0))"))
        {
            await Store.CommitAsync(log.Next(Batches.Records(600)), Cancellation);
            await Store.CommitAsync(log.Next(Batches.Records(600, seed: 3)), Cancellation);
        }
        Assert.Equal(1_200, (await Store.ReadStateAsync(Cancellation)).Size);
    }

    /// <summary>Between the record and the drop another host takes the log: neither of both has happened.</summary>
    [Fact]
    public async Task A_drop_whose_epoch_ends_in_the_middle_of_it_has_not_happened()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(600)), Cancellation);
        var partition = new AuditPartition(0, 512);
        await Store.SealAsync(partition, Cancellation);
        await database.ExecuteAsync($"""
            CREATE FUNCTION {_schema}.take() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE {_schema}.audit_log SET epoch = epoch + 1; RETURN NULL; END $$;
            CREATE TRIGGER take AFTER INSERT ON {_schema}.audit_records FOR EACH STATEMENT EXECUTE FUNCTION {_schema}.take()
            """);

        await using (var drop = await Store.TryBeginDropAsync(partition, Cancellation))
            await Assert.ThrowsAsync<AuditFencedException>(async () => await drop!.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation));

        var state = await Store.ReadStateAsync(Cancellation);
        Assert.Equal((600L, 0L), (state.Size, state.KeptFrom));
    }

    /// <summary>A transaction that has done something, and stays open.</summary>
    private Task<List<string>> LeftAsync() =>
        database.QueryAllAsync($"SELECT relname::text FROM pg_class WHERE relnamespace = '{_schema}'::regnamespace AND relkind = 'r' AND (relname LIKE '%dropped%' OR relname LIKE 'audit\\_%\\_0') ORDER BY relname::text COLLATE \"C\"");

    private async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(257)]
    public void A_partition_is_of_whole_bundles(int size) =>
        Assert.ThrowsAny<ArgumentException>(() => new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddPlatformAudit().UsePostgreSql("Host=nowhere", partitionSize: size));
}

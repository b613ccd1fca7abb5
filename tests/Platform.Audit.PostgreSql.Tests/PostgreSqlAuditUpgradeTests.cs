using Npgsql;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Retention;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.PostgreSql.Tests;

/// <summary>A log of version 2, whose tables were not partitioned, becomes one of version 3 where it lies.</summary>
public sealed class PostgreSqlAuditUpgradeTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const int Count = 700;

    private readonly string _schema = Database.Schema();
    private readonly System.Security.Cryptography.ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task Its_records_are_the_first_partition_and_everything_goes_on()
    {
        var before = await MakeOldAsync(Count);
        Assert.Equal("r", Assert.Single(await database.QueryAllAsync($"SELECT relkind::text FROM pg_class WHERE oid = '{_schema}.audit_records'::regclass")));

        var store = database.Open(_schema);
        var state = await store.ReadStateAsync(Cancellation);

        Assert.Equal((before.Size, before.Root, 0L), (state.Size, state.Root, state.KeptFrom));
        Assert.Equal(before.Checkpoint.ToArray(), state.Checkpoint.ToArray());
        var first = Assert.Single(await store.ReadPartitionsAsync(Cancellation));
        Assert.Equal(new AuditPartition(0, (state.Size / 256 + 1) * 256), first);
        Assert.Empty((await new AuditStoreInspector(store).InspectAsync(Cancellation)).Findings);
        await using var log = await TestLog.StartAsync(store, _key);
        Assert.Equal(state.Size + 1, (await log.CloseAsync(1)).Index);
        Assert.NotEmpty((await log.Log.QueryAsync(new AuditQuery { Target = "request:17" }, Cancellation)).Entries);
        for (var id = 0; id < 600; id++)
            await log.CloseAsync(id, AuditAcknowledgement.Queued);
        await log.CloseAsync(1);
        var dropped = await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);
        Assert.Equal(first.End, dropped.KeptFrom);
        Assert.True((await log.Log.VerifyAsync(before.Checkpoint, Cancellation)).IsIntact);
        await log.StopAsync();
        using var verifier = log.Service<Notes.NoteSigner>().CreateVerifier();
        Assert.Empty((await new AuditStoreInspector(store, new CheckpointPolicy(TestLog.Origin, [verifier])).InspectAsync(Cancellation)).Findings);
    }

    /// <summary>The statement by which version 2 takes a log.</summary>
    private string TryLockOld => $"SELECT pg_try_advisory_lock(lock) FROM {_schema}.audit_log";

    [Fact]
    public async Task Nothing_is_changed_under_a_host_of_version_2_and_none_comes_afterwards()
    {
        var before = await MakeOldAsync(Count);
        await using (var host = new NpgsqlConnection(database.ConnectionString + ";Pooling=false"))
        {
            await host.OpenAsync(Cancellation);
            await using var take = new NpgsqlCommand(TryLockOld, host);
            Assert.Equal(true, await take.ExecuteScalarAsync(Cancellation));

            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await database.Open(_schema).ReadStateAsync(Cancellation));

            Assert.Equal("The audit log in PostgreSQL is of version 2, and cannot be brought to version 3 now: a host of version 2 has the audit log: stop it first.", refused.Message);
            Assert.Equal("2", Assert.Single(await database.QueryAllAsync($"SELECT version::text FROM {_schema}.audit_log")));
        }
        var store = database.Open(_schema);
        for (var tries = 0; tries < 500; tries++)
        {
            try
            {
                await store.ReadStateAsync(Cancellation);
                break;
            }
            catch (InvalidOperationException)
            {
                // The server takes a moment to notice that the connection is closed.
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
            }
        }
        Assert.Equal(before.Root, (await store.ReadStateAsync(Cancellation)).Root);

        // At once, and not when it has added something.
        var late = await Assert.ThrowsAsync<PostgresException>(async () => await database.QueryAllAsync(TryLockOld));
        Assert.Equal((PostgresErrorCodes.UndefinedColumn, "column \"lock\" does not exist"), (late.SqlState, late.MessageText));
    }

    [Fact]
    public async Task What_is_made_belongs_to_the_owner_of_what_was_there_whoever_brings_it_up()
    {
        await MakeOldAsync(Count);
        var owner = $"owner_{_schema}";
        await database.ExecuteAsync($"""
            CREATE ROLE {owner} LOGIN; ALTER SCHEMA {_schema} OWNER TO {owner};
            ALTER TABLE {_schema}.audit_records OWNER TO {owner}; ALTER TABLE {_schema}.audit_nodes OWNER TO {owner}; ALTER TABLE {_schema}.audit_log OWNER TO {owner};
            ALTER TABLE {_schema}.audit_index OWNER TO {owner}; ALTER FUNCTION {_schema}.audit_refuse() OWNER TO {owner}
            """);
        try
        {
            // A superuser is somebody greater: a function that ran as him would be a way to him.
            await database.Open(_schema).ReadStateAsync(Cancellation);

            Assert.Equal([owner], await database.QueryAllAsync($"""
                SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relnamespace = '{_schema}'::regnamespace
                UNION SELECT pg_get_userbyid(proowner)::text FROM pg_proc WHERE pronamespace = '{_schema}'::regnamespace
                """));
        }
        finally
        {
            await database.CloseAsync();
            await database.ExecuteAsync($"DROP OWNED BY {owner} CASCADE; DROP ROLE {owner}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public async Task However_many_records_there_are(int count)
    {
        await MakeOldAsync(count);
        var store = database.Open(_schema);

        var log = await Batches.AcquireAsync(store, Cancellation);
        await store.CommitAsync(log.Next(Batches.Records(5)), Cancellation);

        Assert.Equal(count + 5, (await store.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task Whoever_may_not_do_it_is_told_who_must_and_may_afterwards_what_he_could_before()
    {
        await MakeOldAsync(Count);
        var role = $"adder_{_schema}";
        await database.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {role};
            GRANT SELECT, INSERT ON {_schema}.audit_records, {_schema}.audit_nodes, {_schema}.audit_index TO {role}; GRANT SELECT, UPDATE ON {_schema}.audit_log TO {role}
            """);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = null };
            await using var store = new PostgreSqlAuditStore(NpgsqlDataSource.Create(settings.ConnectionString), _schema, ownsDataSource: true);
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ReadStateAsync(Cancellation));
            Assert.Contains("is of version 2: whoever owns its tables has to open it once", refused.Message, StringComparison.Ordinal);
            Assert.Equal("2", Assert.Single(await database.QueryAllAsync($"SELECT version::text FROM {_schema}.audit_log")));

            var size = (await database.Open(_schema).ReadStateAsync(Cancellation)).Size;

            await store.CommitAsync((await Batches.AcquireAsync(store, Cancellation)).Next(Batches.Records(300)), Cancellation);
            Assert.Equal(size + 300, (await store.ReadStateAsync(Cancellation)).Size);
            Assert.Equal(0, await store.ReadIndexedAsync(Cancellation));
            Assert.True((await store.ReadAsync(TileAddress.Hashes(0, 1_000), Cancellation)).IsEmpty);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Of_hosts_that_come_at_the_same_time_one_does_it()
    {
        var before = await MakeOldAsync(Count);

        var states = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => database.Open(_schema).ReadStateAsync(Cancellation).AsTask()));

        Assert.All(states, state => Assert.Equal(before.Root, state.Root));
    }

    [Fact]
    public async Task Whoever_only_reads_changes_nothing()
    {
        await MakeOldAsync(Count);
        await using var store = PostgreSqlAuditStore.OpenReadOnly(database.ConnectionString, _schema);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ReadStateAsync(Cancellation));

        Assert.Contains("is of version 2, and this package knows version 3", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The tables as version 2 had them, with the records of a log that was written now.</summary>
    private async Task<AuditStoreState> MakeOldAsync(int count)
    {
        var source = Database.Schema();
        var store = database.Open(source);
        if (count > 0)
        {
            await using var log = await TestLog.StartAsync(store, _key);
            // It begins and ends with a record of its own.
            await Task.WhenAll(Enumerable.Range(0, count - 2).Select(id => log.CloseAsync(id).AsTask()));
            await log.StopAsync();
        }
        var state = await store.ReadStateAsync(Cancellation);
        await database.ExecuteAsync($"""
            CREATE SCHEMA {_schema};
            CREATE TABLE {_schema}.audit_records (idx bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, record bytea NOT NULL, hash bytea NOT NULL, root bytea);
            CREATE TABLE {_schema}.audit_nodes (level smallint NOT NULL, idx bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, idx));
            CREATE FUNCTION {_schema}.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'records of an audit log never change and never go' USING ERRCODE = 'restrict_violation'; END $$;
            CREATE TABLE {_schema}.audit_log (
                one smallint PRIMARY KEY CHECK (one = 1), version integer NOT NULL, epoch bigint NOT NULL, checkpoint bytea NOT NULL, lock bigint NOT NULL);
            CREATE TABLE {_schema}.audit_index (
                idx bigint PRIMARY KEY, recorded_at bigint NOT NULL, name text COLLATE "C", actor text COLLATE "C", target text COLLATE "C", outcome bigint NOT NULL,
                tenant text COLLATE "C", correlation text COLLATE "C", words text[] NOT NULL);
            CREATE INDEX audit_index_name ON {_schema}.audit_index (name, idx) WHERE name IS NOT NULL;
            CREATE INDEX audit_index_words ON {_schema}.audit_index USING gin (words);
            INSERT INTO {_schema}.audit_records SELECT * FROM {source}.audit_records;
            INSERT INTO {_schema}.audit_nodes SELECT * FROM {source}.audit_nodes;
            INSERT INTO {_schema}.audit_log SELECT one, 2, epoch, checkpoint, log_lock + 1 FROM {source}.audit_log;
            CREATE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {_schema}.audit_records FOR EACH STATEMENT EXECUTE FUNCTION {_schema}.audit_refuse();
            """);
        return state;
    }
}

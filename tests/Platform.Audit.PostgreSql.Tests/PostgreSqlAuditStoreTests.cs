using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditStoreTests(Database database) : AuditStoreContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditStore Store => _store ??= database.Open(_schema);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override IAuditStore OpenAnother() => database.Open(_schema);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("UPDATE {0}.audit_records SET record = ''")]
    [InlineData("DELETE FROM {0}.audit_records")]
    [InlineData("TRUNCATE {0}.audit_records")]
    [InlineData("UPDATE {0}.audit_nodes SET hash = ''")]
    [InlineData("DELETE FROM {0}.audit_nodes")]
    [InlineData("TRUNCATE {0}.audit_nodes")]
    public async Task Whoever_only_writes_SQL_can_change_nothing(string sql)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(300)), Cancellation);

        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await database.ExecuteAsync(sql.Replace("{0}", _schema, StringComparison.Ordinal)));

        Assert.Contains("records of an audit log never change and never go", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_connection_is_cut_another_host_takes_over_and_the_first_can_add_nothing()
    {
        var other = OpenAnother();
        var first = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(first.Next(Batches.Records(3)), Cancellation);
        Assert.Null(await other.TryAcquireAsync(Cancellation));

        await database.CutAsync();

        var second = await Batches.AcquireAsync(other, Cancellation);
        await other.CommitAsync(second.Next(Batches.Records(2)), Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(async () => await Store.CommitAsync(first.Next(Batches.Records(1)), Cancellation));
        Assert.Null(await Store.TryAcquireAsync(Cancellation));
        Assert.Equal(5, (await other.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task When_the_connection_is_cut_the_same_host_takes_the_log_again()
    {
        var first = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(first.Next(Batches.Records(3)), Cancellation);

        await database.CutAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await Store.CommitAsync(first.Next(Batches.Records(1)), Cancellation));

        var second = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(second.Next(Batches.Records(2)), Cancellation);
        Assert.Equal(5, (await Store.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_connection_that_would_not_wait_for_the_disk_is_made_to()
    {
        async Task<bool> IsSetAsync(string options)
        {
            using var lines = new TestLog.LogLines();
            var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = options };
            await using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(lines).Build();
            await using var store = new PostgreSqlAuditStore(source, _schema);
            await Batches.AcquireAsync(store, Cancellation);
            return lines.All.Any(line => line.Text.Contains("set_config('synchronous_commit'", StringComparison.Ordinal));
        }

        Assert.True(await IsSetAsync("-c synchronous_commit=off"));
        // So that what is changed on the server meanwhile does not reach it.
        Assert.True(await IsSetAsync("-c synchronous_commit=on"));
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.ReadStateAsync(Cancellation);
        await database.ExecuteAsync($"UPDATE {_schema}.audit_log SET version = 4");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().ReadStateAsync(Cancellation));

        Assert.Contains("is of version 4, and this package knows version 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_who_takes_the_lock_does_not_keep_the_log_from_those_who_may_add()
    {
        await Batches.AcquireAsync(Store, Cancellation);
        // Anybody sees in pg_locks what is worth taking.
        var key = Assert.Single(await database.QueryAllAsync($"SELECT log_lock::text FROM {_schema}.audit_log"));
        await Store.ReleaseAsync(Cancellation);
        var role = $"stranger_{_schema}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = null, Pooling = false };
            await using var stranger = new NpgsqlConnection(settings.ConnectionString);
            await stranger.OpenAsync(Cancellation);
            await using (var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({key})", stranger))
                Assert.Equal(true, await take.ExecuteScalarAsync(Cancellation));

            var log = await Batches.AcquireAsync(Store, Cancellation);
            await Store.CommitAsync(log.Next(Batches.Records(3)), Cancellation);

            // And one who may add still keeps the others out.
            Assert.Null(await OpenAnother().TryAcquireAsync(Cancellation));
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Theory]
    [InlineData("UPDATE {0}.audit_index SET actor = 'nobody'")]
    [InlineData("DELETE FROM {0}.audit_index")]
    public async Task Nothing_is_taken_out_of_the_index_but_all_of_it(string sql)
    {
        await Store.ReadStateAsync(Cancellation);

        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await database.ExecuteAsync(sql.Replace("{0}", _schema, StringComparison.Ordinal)));

        Assert.Contains("is emptied as a whole or not at all", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_make_no_tables_uses_those_that_are_there_and_can_only_add()
    {
        await Store.ReadStateAsync(Cancellation);
        var role = $"adder_{_schema}";
        await database.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {role};
            GRANT SELECT, INSERT ON {_schema}.audit_records, {_schema}.audit_nodes TO {role}; GRANT SELECT ON {_schema}.audit_tiles TO {role}; GRANT SELECT, UPDATE ON {_schema}.audit_log TO {role}
            """);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = null };
            await using var store = new PostgreSqlAuditStore(NpgsqlDataSource.Create(settings.ConnectionString), _schema, ownsDataSource: true);
            await store.CommitAsync((await Batches.AcquireAsync(store, Cancellation)).Next(Batches.Records(300)), Cancellation);

            Assert.Equal(300, (await store.ReadStateAsync(Cancellation)).Size);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Theory]
    [InlineData("Audit")]
    [InlineData("a;b")]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("abc\n")]
    public void A_schema_that_needs_quotation_marks_is_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformAudit().UsePostgreSql("Host=nowhere", schema));
}

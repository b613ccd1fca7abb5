using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.LedgerContract;

namespace Platform.RateLimiting.PostgreSql.Tests;

public sealed class PostgreSqlLedgerStoreTests(Database database) : UsageLedgerStoreContract, IClassFixture<Database>, IAsyncDisposable
{
    private readonly string _schema = $"s{Guid.NewGuid():n}";
    private readonly List<PostgreSqlLedgerStore> _stores = [];

    protected override IUsageLedgerStore Store => _stores is [var first, ..] ? first : OpenAnother();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override IUsageLedgerStore OpenAnother()
    {
        var store = new PostgreSqlLedgerStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true);
        _stores.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Processes_that_begin_at_the_same_time_make_the_tables_once()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => OpenAnother()).ToList();

        var pages = await Task.WhenAll(stores.Select(store => Task.Run(() => store.ExportAsync(0, 1, null, Cancellation).AsTask(), Cancellation)));

        Assert.Single(pages.Select(page => page.LedgerId).Distinct());
    }

    [Fact]
    public async Task A_connection_that_was_ended_by_the_server_is_made_anew_and_the_batch_counts_once()
    {
        var accounts = Entries.Accounts(Entries.Start, "tenant:acme", Entries.Day(10));
        var writer = new Entries("cut off");
        await Store.CommitAsync(writer.Batch(Entries.Take(accounts, 1)), Cancellation);
        await EndOtherConnectionsAsync();

        await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await Store.CommitAsync(writer.Batch(Entries.Take(accounts, 1)), Cancellation));
        var again = Entries.Take(accounts, 1);
        await Store.CommitAsync(writer.Again(again), Cancellation);

        Assert.Equal((1, 2), (again.Granted, again.Standings[0].Used));
    }

    [Fact]
    public async Task A_user_who_may_make_nothing_can_use_the_tables_that_are_there()
    {
        await Store.ExportAsync(0, 1, null, Cancellation);
        var user = $"u{Guid.NewGuid():n}";
        await ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {_schema} TO {user}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_schema} TO {user}");
        try
        {
            await using var store = new PostgreSqlLedgerStore(
                NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Password = "secret" }.ConnectionString), _schema, ownsDataSource: true);
            var take = Entries.Take(Entries.Accounts(Entries.Start, "tenant:acme", Entries.Day(10)), 3);
            await store.CommitAsync(new Entries("guest").Batch(take), Cancellation);
            Assert.Equal(3, take.Granted);
        }
        finally
        {
            await ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.ExportAsync(0, 1, null, Cancellation);
        await ExecuteAsync($"UPDATE {_schema}.rate_limit_ledger SET version = 2");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().ExportAsync(0, 1, null, Cancellation));

        Assert.Contains("is of version 2, and this package knows version 1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("x; DROP TABLE y")]
    [InlineData("9lives")]
    public void A_schema_that_is_no_plain_name_is_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformRateLimiting().UsePostgreSqlLedger("Host=localhost", schema));

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_refused_at_once() =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddPlatformRateLimiting().UsePostgreSqlLedger("Hots=localhost"));

    private async Task EndOtherConnectionsAsync() =>
        await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names that were made above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}

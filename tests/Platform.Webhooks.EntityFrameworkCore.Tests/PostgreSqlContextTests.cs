using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Testing;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.PostgreSql;

namespace Platform.Webhooks.EntityFrameworkCore.Tests;

/// <summary>The database of these tests.</summary>
public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));

public sealed class PostgreSqlContextTests(Database database) : PublishingContextContract, IClassFixture<Database>
{
    // The schema of the outbox is part of the model, and a context's model is made once: one schema for all tests of the class, emptied before each.
    private const string Outbox = "platform_outbox";

    private NpgsqlDataSource? _source;
    private PostgreSqlOutboxStore? _store;

    protected override IOutboxStore Store => _store ??= new PostgreSqlOutboxStore(_source!, Outbox);

    public override async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var drop = _source.CreateCommand($"DROP SCHEMA IF EXISTS {Outbox} CASCADE; DROP TABLE IF EXISTS \"Requests\""))
            await drop.ExecuteNonQueryAsync(Cancellation);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    [Fact]
    public async Task Publishing_takes_no_round_trip_of_its_own()
    {
        var (without, with) = await RoundTripsAsync();

        Assert.Equal((1, 1), (without, with));
    }

    protected override DeskContext Desk() => new(new DbContextOptionsBuilder<DeskContext>().UseNpgsql(_source!).AddInterceptors(Counter).Options, Outbox);

    protected override Task CreateTablesAsync(DeskContext context) => context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
}

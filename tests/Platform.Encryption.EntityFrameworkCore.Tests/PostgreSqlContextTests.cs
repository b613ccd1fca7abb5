using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Testing;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>The database of these tests.</summary>
public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));

public sealed class PostgreSqlContextTests(Database database) : EncryptedContextContract, IClassFixture<Database>
{
    private readonly string _schema = $"test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? _source;

    public override async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = _schema, MaxPoolSize = 20 });
        await using (var command = _source.CreateCommand($"CREATE SCHEMA {_schema}"))
            await command.ExecuteNonQueryAsync(Cancellation);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    protected override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(_source!);

    protected override async Task CreateTablesAsync(TownContext context)
    {
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
        await using var letters = Context<StrictContext>();
        await letters.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
    }
}

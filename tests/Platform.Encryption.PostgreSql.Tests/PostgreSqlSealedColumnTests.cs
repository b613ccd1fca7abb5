using System.Data.Common;
using Npgsql;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.PostgreSql.Tests;

public sealed class PostgreSqlSealedColumnTests(Database database) : SealedColumnContract, IClassFixture<Database>
{
    private readonly string _schema = $"test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? _source;

    protected override DbDataSource Source => _source!;

    protected override string Bytes => "bytea";

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
}

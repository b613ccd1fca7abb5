using Npgsql;
using Platform.Testing;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text))
{
    private readonly List<PostgreSqlAuditStore> _stores = [];

    /// <summary>A schema of its own for each test.</summary>
    public static string Schema() => $"s{Guid.NewGuid():n}";

    public PostgreSqlAuditStore Open(string schema, int? partitionSize = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { MaxAutoPrepare = 16, AutoPrepareMinUsages = 2 };
        var store = new PostgreSqlAuditStore(NpgsqlDataSource.Create(settings.ConnectionString), schema, ownsDataSource: true) { PartitionSize = partitionSize };
        _stores.Add(store);
        return store;
    }

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<List<string>> QueryAllAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }

    public async Task CloseAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _stores.Clear();
    }

    /// <summary>Ends the connections that have a lock, as a failing network or a restart does, and waits until they are gone.</summary>
    public async Task CutAsync()
    {
        const string Locks = "FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) {Locks}");
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var left = connection.CreateCommand();
        left.CommandText = $"SELECT count(*) {Locks} AND pid <> pg_backend_pid()";
        // Another may have taken it already: waited for is only that the one is gone.
        for (var tries = 0; tries < 100 && (long)(await left.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}

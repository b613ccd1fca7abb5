using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Platform.Testing;

/// <summary>
/// A database of its own for one test class, dropped at the end. A test project derives its fixture in one line, so that
/// this library needs no driver: <c>public sealed class Database() : PostgreSqlDatabase(text => new NpgsqlConnection(text));</c>
/// </summary>
/// <param name="connect">Makes a connection, not yet open, from a connection string.</param>
public abstract class PostgreSqlDatabase(Func<string, DbConnection> connect) : IAsyncLifetime
{
    /// <summary>A name that no other database of this server has.</summary>
    public string Name { get; } = $"test_{Guid.NewGuid():n}";

    /// <summary>Connects as superuser to this database. Reading it skips the calling test where there is no server.</summary>
    public string ConnectionString => PostgreSqlServer.ConnectionString(Name);

    /// <summary>Makes the database, where there is a server.</summary>
    /// <returns>A task that ends when the database is there.</returns>
    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlServer.IsAvailable)
            await ExecuteOnServerAsync($"CREATE DATABASE {Name}");
    }

    /// <summary>Drops the database, and the connections to it that are still open.</summary>
    /// <returns>A task that ends when the database is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (PostgreSqlServer.IsAvailable)
            await ExecuteOnServerAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        GC.SuppressFinalize(this);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The only text put in is the name made above.")]
    private async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = connect(PostgreSqlServer.ConnectionString());
        await connection.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

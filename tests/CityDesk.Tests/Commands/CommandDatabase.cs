using CityDesk.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Testing;

namespace CityDesk.Tests.Commands;

/// <summary>A database for commands: named by settings as an operator would, and looked into without the program.</summary>
public abstract class CommandDatabase : IAsyncLifetime
{
    /// <summary>Why it cannot be used here; <see langword="null"/> when it can.</summary>
    public abstract string? Unavailable { get; }

    /// <summary>Arguments that name it.</summary>
    public abstract string[] Settings { get; }

    public abstract DeskDbContext OpenContext();

    /// <summary>Another one of the same engine, empty.</summary>
    public abstract CommandDatabase CreateAnother();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteCommandDatabase : CommandDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-command-").FullName;

    public override string? Unavailable => null;

    public override string[] Settings => [$"--Desk:DataFolder={_folder}", "--Desk:CityRequests=5"];

    // Not to be created by looking for it, and yet writable, because what a killed process left in the log is taken up by who looks;
    // without pooling, so that no connection outlives its use.
    public override DeskDbContext OpenContext() => new SqliteDeskDbContext(new DbContextOptionsBuilder<SqliteDeskDbContext>()
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "citydesk.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString).Options);

    public override CommandDatabase CreateAnother() => new SqliteCommandDatabase();

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgreSqlCommandDatabase : CommandDatabase
{
    private readonly string _name = $"citydesk_{Guid.NewGuid():N}";
    private readonly string _keys = Directory.CreateTempSubdirectory("citydesk-keys-").FullName;

    public override string? Unavailable => PostgreSqlServer.IsAvailable ? null : $"{PostgreSqlServer.Variable} is not set: no PostgreSQL (eng/test.sh starts one)";

    // Without the file of the root key each process would look for one in its own working folder.
    public override string[] Settings =>
    [
        "--Database:Provider=PostgreSql", $"--Database:ConnectionString={PostgreSqlServer.ConnectionString(_name)}", $"--Encryption:RootKeyFile={Path.Combine(_keys, "root.key")}", "--Desk:CityRequests=5",
    ];

    public override DeskDbContext OpenContext() => new PostgreSqlDeskDbContext(
        new DbContextOptionsBuilder<PostgreSqlDeskDbContext>().UseNpgsql(PostgreSqlServer.ConnectionString(_name)).Options);

    public override CommandDatabase CreateAnother() => new PostgreSqlCommandDatabase();

    public override async ValueTask DisposeAsync()
    {
        Directory.Delete(_keys, recursive: true);
        if (Unavailable is not null)
            return;
        await using var connection = new NpgsqlConnection(PostgreSqlServer.ConnectionString());
        await connection.OpenAsync(CancellationToken.None);
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS \"{_name}\" WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Audit.PostgreSql;
using Platform.Audit.Sqlite;
using Platform.Audit.Stores;
using Platform.Testing;

namespace Platform.Audit.EntityFrameworkCore.Tests;

/// <summary>A database that has a log and the tables of a context.</summary>
public abstract class Engine : IAsyncDisposable
{
    public abstract IAuditStore Store { get; }

    /// <summary>The schema of the log.</summary>
    public abstract string? Schema { get; }

    public abstract DbContextOptionsBuilder<TContext> Options<TContext>(Func<ExecutionStrategyDependencies, IExecutionStrategy>? strategy = null)
        where TContext : DbContext;

    public abstract Task CreateTablesAsync(DbContext context, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteEngine : Engine
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audited-");
    private SqliteAuditStore? _store;

    public override IAuditStore Store => _store ??= new SqliteAuditStore(File);

    public override string? Schema => null;

    private string File => Path.Combine(_folder.FullName, "desk.db");

    public override DbContextOptionsBuilder<TContext> Options<TContext>(Func<ExecutionStrategyDependencies, IExecutionStrategy>? strategy = null) =>
        new DbContextOptionsBuilder<TContext>().UseSqlite($"Data Source={File}", options =>
        {
            if (strategy is not null)
                options.ExecutionStrategy(strategy);
        });

    public override Task CreateTablesAsync(DbContext context, CancellationToken cancellationToken) => context.Database.EnsureCreatedAsync(cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return default;
    }
}

/// <summary>The database of these tests.</summary>
public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));

public sealed class PostgreSqlEngine(Database database) : Engine
{
    // The schema of the log is part of the model, and a context's model is made once: one schema for all tests of a class, emptied before each.
    private const string Log = "platform_audit";

    private NpgsqlDataSource? _source;
    private PostgreSqlAuditStore? _store;

    public override IAuditStore Store => _store ??= new PostgreSqlAuditStore(Source, Log);

    public override string? Schema => Log;

    private NpgsqlDataSource Source => _source ??= NpgsqlDataSource.Create(database.ConnectionString);

    public override DbContextOptionsBuilder<TContext> Options<TContext>(Func<ExecutionStrategyDependencies, IExecutionStrategy>? strategy = null) =>
        new DbContextOptionsBuilder<TContext>().UseNpgsql(Source, options =>
        {
            if (strategy is not null)
                options.ExecutionStrategy(strategy);
        });

    public override async Task CreateTablesAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using (var drop = Source.CreateCommand($"DROP SCHEMA IF EXISTS {Log} CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
            await drop.ExecuteNonQueryAsync(cancellationToken);
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }
}

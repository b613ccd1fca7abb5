using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Audit.PostgreSql;
using Platform.Audit.Stores;
using Platform.Testing;

namespace Platform.Audit.EntityFrameworkCore.Tests;

/// <summary>The database of these tests.</summary>
public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));

public sealed class PostgreSqlContextTests(Database database) : AuditedContextContract, IClassFixture<Database>
{
    // The schema of the log is part of the model, and a context's model is made once: one schema for all tests of the class, emptied before each.
    private const string Log = "platform_audit";

    private NpgsqlDataSource? _source;
    private PostgreSqlAuditStore? _store;

    protected override IAuditStore Store => _store ??= new PostgreSqlAuditStore(_source!, Log);

    public override async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var drop = _source.CreateCommand($"DROP SCHEMA IF EXISTS {Log} CASCADE; DROP TABLE IF EXISTS \"Requests\""))
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

    protected override DeskContext Desk() => new(new DbContextOptionsBuilder<DeskContext>().UseNpgsql(_source!).Options, Log);

    protected override Task CreateTablesAsync(DeskContext context) => context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
}

using System.Data.Common;
using System.Text.RegularExpressions;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Residents;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Encryption;
using Platform.Encryption.EntityFrameworkCore;
using Platform.Encryption.Erasing;

namespace CityDesk.Tests.Residents;

/// <summary>However much was filed, whoever looks for one resident, or for one key, reads an index.</summary>
public abstract partial class KeyIndexTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task Every_sealed_column_is_searched_by_the_key_that_its_values_name_in_an_index()
    {
        await Desk.InDatabaseAsync(async db =>
        {
            var columns = db.Model.GetSealedColumns();
            Assert.Equal(9, columns.Count);
            foreach (var statement in columns.SelectMany(static column => column.GetIndexStatements()))
            {
                var made = Statement().Match(statement);
                var plan = await PlanAsync(
                    db, $"SELECT count(*) FROM {made.Groups["table"].Value} WHERE {made.Groups["searched"].Value} IN (@one, @other)", ("@one", new byte[32]), ("@other", new byte[4]));
                Assert.Contains(made.Groups["index"].Value, plan, StringComparison.Ordinal);
            }
            return 0;
        });
    }

    [Fact]
    public async Task A_desk_of_before_gets_the_indexes_at_its_next_start_and_can_go_back()
    {
        await Desk.InDatabaseAsync(async db =>
        {
            var migrations = db.Database.GetMigrations().ToList();
            var before = migrations[migrations.FindIndex(static name => name.EndsWith("_KeyIndexes", StringComparison.Ordinal)) - 1];
            var indexes = await IndexesAsync(db);
            await db.GetService<IMigrator>().MigrateAsync(before, Cancelled);
            Assert.Equal(12, indexes.Except(await IndexesAsync(db)).Count());

            await db.Database.MigrateAsync(Cancelled);

            Assert.Equal(indexes, await IndexesAsync(db));
            return 0;
        });
    }

    [Fact]
    public async Task Who_filed_is_found_and_erased_without_reading_all_requests()
    {
        var mail = $"ann-{Guid.NewGuid():N}@mail.example";
        var service = await CityAsync();
        var request = await RequestAsync(
            service, static request => request.AddNote("Calls at noon.", "Ana Clerk", CityDesk.Tests.Desk.Today).ThrowIfFailure(),
            new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Ann", Email = mail } });
        var explained = new Explained(this);
        await using var scope = Desk.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await using var context = Open(services, explained);
        var addresses = new ResidentAddresses(context, services.GetRequiredService<Keyring>());
        var keys = services.GetRequiredService<ResidentKeys>();

        var again = new RequestDraft { Location = new() { Address = "x" }, Reporter = new() { Email = mail } };
        await new RequestFiling(context, addresses)
            .FileAsync(await context.Services.SingleAsync(s => s.Id == service.Id, Cancelled), again, "test", Desk.Clock.GetUtcNow(), "", null, Cancelled);
        var records = new ResidentRecords(
            context, services.GetRequiredService<PersonalLooks>(), services.GetRequiredService<IAuditAppender>(), services);
        var found = await records.FindAsync(mail, Cancelled);
        var erasure = new ResidentErasure(
            context, addresses, services.GetRequiredService<SubjectEraser>(), services.GetRequiredService<IAuditPersonalData>(), keys, Desk.Clock);
        var erased = await Desk.WhileTimePassesAsync(erasure.EraseAsync(request.ResidentId!, Cancelled));

        Assert.Equal(request.ResidentId, Assert.Single(found).Id);
        Assert.True(erased.IsSuccess);
        Assert.InRange(explained.Plans.Count(static each => each.Sql.Contains("\"Requests\"", StringComparison.Ordinal)), 5, 50);
        Assert.All(explained.Plans, each => Assert.False(ReadsAll(each.Plan), $"{each.Sql}\n{each.Plan}"));
    }

    /// <summary>Whether a plan reads requests, addresses or what happened to requests from one end to the other.</summary>
    protected abstract bool ReadsAll(string plan);

    /// <summary>What asks for a plan. A table with a few rows is read whole by an engine that may choose.</summary>
    protected abstract string Explain { get; }

    protected abstract string AllIndexes { get; }

    protected abstract DeskDbContext Open(IServiceProvider services, IInterceptor interceptor);

    private Task<List<string>> IndexesAsync(DeskDbContext db) => db.Database.SqlQueryRaw<string>(AllIndexes).ToListAsync(Cancelled);

    private async Task<string> PlanAsync(DeskDbContext db, string sql, params (string Name, object Value)[] parameters)
    {
        await db.Database.OpenConnectionAsync(Cancelled);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return Plan(command);
    }

    /// <summary>What the engine says of a command that is about to be sent, on the connection that it is sent on.</summary>
    private string Plan(DbCommand command)
    {
        var sql = command.CommandText;
        try
        {
            command.CommandText = $"{Explain} {sql}";
            var plan = "";
            using (var reader = command.ExecuteReader())
            {
                while (reader.Read())
                    plan += string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)) + "\n";
            }
            return plan;
        }
        finally
        {
            command.CommandText = sql;
        }
    }

    [GeneratedRegex("""^CREATE INDEX "(?<index>[^"]+)" ON (?<table>"[^"]+") \((?<searched>.+)\)$""")]
    private static partial Regex Statement();

    private sealed class Explained(KeyIndexTests tests) : DbCommandInterceptor
    {
        public List<(string Sql, string Plan)> Plans { get; } = [];

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
            new(Note(command, result));

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            new(Note(command, result));

        private T Note<T>(DbCommand command, T result)
        {
            // Of several statements only the first would be explained, and the others done.
            if (!command.CommandText.TrimEnd(';', '\r', '\n', ' ').Contains(';', StringComparison.Ordinal)
                && command.CommandText.Contains("WHERE ", StringComparison.Ordinal))
                Plans.Add((command.CommandText, tests.Plan(command)));
            return result;
        }
    }
}

public sealed class KeyIndexesOnSqlite(SqliteDesk desk) : KeyIndexTests(desk), IClassFixture<SqliteDesk>
{
    protected override string Explain => "EXPLAIN QUERY PLAN";

    protected override string AllIndexes => "SELECT name AS \"Value\" FROM sqlite_schema WHERE type = 'index' ORDER BY name";

    protected override DeskDbContext Open(IServiceProvider services, IInterceptor interceptor)
    {
        var options = services.GetRequiredService<DbContextOptions<SqliteDeskDbContext>>();
        return new SqliteDeskDbContext(new DbContextOptionsBuilder<SqliteDeskDbContext>(options).AddInterceptors(interceptor).Options);
    }

    protected override bool ReadsAll(string plan) =>
        plan.Replace("SCAN CONSTANT ROW", "", StringComparison.Ordinal).Contains(" SCAN ", StringComparison.Ordinal);
}

public sealed class KeyIndexesOnPostgreSql(PostgreSqlDesk desk) : KeyIndexTests(desk), IClassFixture<PostgreSqlDesk>
{
    protected override string Explain => "SET enable_seqscan = off; EXPLAIN";

    protected override string AllIndexes =>
        "SELECT indexname::text AS \"Value\" FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname";

    protected override DeskDbContext Open(IServiceProvider services, IInterceptor interceptor)
    {
        var options = services.GetRequiredService<DbContextOptions<PostgreSqlDeskDbContext>>();
        return new PostgreSqlDeskDbContext(new DbContextOptionsBuilder<PostgreSqlDeskDbContext>(options).AddInterceptors(interceptor).Options);
    }

    protected override bool ReadsAll(string plan) => plan.Contains("Seq Scan", StringComparison.Ordinal);
}

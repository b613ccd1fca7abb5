using System.Data.Common;
using CityDesk.Data;
using CityDesk.Data.TextIndex;
using CityDesk.Domain;
using CityDesk.Pages.Queue;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CityDesk.Tests.StaffConsole;

/// <summary>A page of the queue reads an index in order, from the place where the page begins: no scan of the table, no sorting.</summary>
public sealed class SqliteQueryPlanTests(SqliteDesk desk) : ConsoleTests(desk), IClassFixture<SqliteDesk>
{
    private static readonly QueueFilter City = new() { JurisdictionId = "riverton.example" };

    private static readonly QueueCursor Place = new(Desk.Today, 7, QueueDirection.Older);

    public static TheoryData<string, string> Plans() => new()
    {
        { "city", "SEARCH r USING INDEX IX_Requests_JurisdictionId_RequestedAt_Id (JurisdictionId=? AND RequestedAt<?)" },
        { "status", "SEARCH r USING INDEX IX_Requests_JurisdictionId_Status_RequestedAt_Id (JurisdictionId=? AND Status=? AND RequestedAt<?)" },
        { "service", "SEARCH r USING INDEX IX_Requests_ServiceId_RequestedAt_Id (ServiceId=? AND RequestedAt<?)" },
        { "team", "SEARCH r USING INDEX IX_Requests_JurisdictionId_AssignedTo_RequestedAt_Id (JurisdictionId=? AND AssignedTo=? AND RequestedAt<?)" },
        { "dates", "SEARCH r USING INDEX IX_Requests_JurisdictionId_RequestedAt_Id (JurisdictionId=? AND RequestedAt>? AND RequestedAt<?)" },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task A_page_is_read_from_an_index_in_its_order(string name, string search)
    {
        var filter = name switch
        {
            "status" => City with { Status = RequestStatus.Open },
            "service" => City with { ServiceId = 1 },
            "team" => City with { Team = "Crew North" },
            "dates" => City with { From = Desk.Today.AddDays(-30), Until = Desk.Today },
            _ => City,
        };

        foreach (var direction in Enum.GetValues<QueueDirection>())
        {
            var plan = await PlanAsync(queue => queue.PageAsync(filter, Place with { Direction = direction }, 50, Cancelled));
            var expected = direction == QueueDirection.Older || name == "dates" ? search : search.Replace("RequestedAt<?", "RequestedAt>?", StringComparison.Ordinal);
            Assert.Contains(expected, plan);
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step is "SCAN r" or "SCAN s");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_rare_text_is_read_by_the_numbers_that_the_index_knows(int? serviceId)
    {
        var plan = await PlanAsync(queue => queue.PageAsync(City with { Text = "nothing like it", ServiceId = serviceId }, Place, 50, Cancelled), last: true);

        Assert.Contains("SEARCH r USING INTEGER PRIMARY KEY (rowid=?)", plan);
    }

    [Fact]
    public async Task Counts_and_teams_are_read_from_an_index_alone()
    {
        var counts = await PlanAsync(queue => queue.CountAsync(City, Cancelled));
        var teams = await PlanAsync(queue => queue.TeamsAsync(City.JurisdictionId, Cancelled));

        Assert.Contains(counts, step => step.StartsWith("SEARCH r USING COVERING INDEX IX_Requests_JurisdictionId_Status_RequestedAt_Id (JurisdictionId=? AND Status=?)", StringComparison.Ordinal));
        Assert.Contains(teams, step => step.StartsWith("SEARCH r USING COVERING INDEX IX_Requests_JurisdictionId_AssignedTo_RequestedAt_Id (JurisdictionId=? AND AssignedTo>?)", StringComparison.Ordinal));
    }

    /// <summary>What SQLite says about the first command that <paramref name="use"/> sends, or about the last.</summary>
    private async Task<List<string>> PlanAsync(Func<RequestQueue, Task> use, bool last = false)
    {
        var recorder = new Recorder();
        var connectionString = await Desk.InDatabaseAsync(db => Task.FromResult(db.Database.GetConnectionString()!));
        await using var context = new SqliteDeskDbContext(new DbContextOptionsBuilder<SqliteDeskDbContext>().UseSqlite(connectionString).AddInterceptors(recorder).Options);
        await use(new RequestQueue(context, new TextSearch(context, new SqliteTextIndex())));

        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(Cancelled);
        await using var explain = (last ? recorder.Last! : recorder.First!)(connection);
        await using var reader = await explain.ExecuteReaderAsync(Cancelled);
        var plan = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            plan.Add(reader.GetString(3));
        return plan;
    }

    private sealed class Recorder : DbCommandInterceptor
    {
        public Func<SqliteConnection, SqliteCommand>? First { get; private set; }

        public Func<SqliteConnection, SqliteCommand>? Last { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            var text = command.CommandText;
            var parameters = command.Parameters.Cast<SqliteParameter>().Select(p => (p.ParameterName, p.Value)).ToList();
            Last = connection =>
            {
                var explain = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the one that EF Core has just made.
                explain.CommandText = "EXPLAIN QUERY PLAN " + text;
#pragma warning restore CA2100
                foreach (var (name, value) in parameters)
                    explain.Parameters.AddWithValue(name, value);
                return explain;
            };
            First ??= Last;
            return ValueTask.FromResult(result);
        }
    }
}

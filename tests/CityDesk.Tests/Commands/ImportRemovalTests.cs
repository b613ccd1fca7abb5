using System.Globalization;
using System.Text.RegularExpressions;
using CityDesk.Commands;
using CityDesk.Tests.Import;
using Microsoft.EntityFrameworkCore;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Commands;

/// <summary>An import goes with the rows that it has kept, and the requests that it has stored stay.</summary>
public abstract class ImportRemovalTests(CommandDatabase database) : CommandTestBase(database), IDisposable
{
    private readonly InventedExport _export = new();

    [Fact]
    public async Task An_import_is_removed_with_every_row_that_it_has_kept_and_its_requests_stay()
    {
        var first = await ImportAsync(Row("x-1"), Row("x-2", type: "77", address: "secret lane 1"));
        var other = await ImportAsync(Row("x-3"), Row("x-4", type: "78"));

        var removed = await RunAsync("import", "--remove", first);

        Assert.Equal(
            (ExitCodes.Success, $"Import {first} is removed, with 1 rows that it had kept. The requests that it has stored stay."),
            (removed.ExitCode, removed.Out.Trim()));
        int[] numbers = [int.Parse(first, CultureInfo.InvariantCulture), int.Parse(other, CultureInfo.InvariantCulture)];
        await using var context = Database.OpenContext();
        var runs = context.ImportRuns.Where(r => numbers.Contains(r.Id)).Select(static r => r.Id);
        Assert.Equal([numbers[1]], await runs.ToListAsync(Cancelled));
        var kept = context.ImportFindings.Where(f => numbers.Contains(f.RunId)).Select(static f => f.RunId);
        Assert.Equal([numbers[1]], await kept.ToListAsync(Cancelled));
        Assert.Null(await context.Requests.Where(r => r.ExternalId == "x-1").Select(static r => r.ImportRunId).SingleAsync(Cancelled));

        // Twice, and of what never was.
        foreach (var none in (string[])[first, "4711"])
        {
            var run = await RunAsync("import", "--remove", none);
            Assert.Equal((ExitCodes.Failure, ""), (run.ExitCode, run.Out));
            Assert.Contains($"There is no import {none}.", run.Error, StringComparison.Ordinal);
        }

        // What it has stored is known when the file comes again, under another number.
        var again = await ImportAsync(Row("x-1"), Row("x-2", type: "77"));
        Assert.NotEqual(first, again);
        Assert.Matches(@"already stored\s+1", (await RunAsync("import", "--run", again)).Out);
    }

    [Fact]
    public async Task Removed_half_way_it_shows_no_row_and_is_removed_by_asking_again()
    {
        var number = await ImportAsync(Row("h-1"), Row("h-2", type: "77", address: "secret lane 2"));
        await using (var context = Database.OpenContext())
            await RefuseDeletionAsync(context);
        Assert.Equal(ExitCodes.Failure, (await RunAsync("import", "--remove", number)).ExitCode);

        var report = Path.Combine(_export.Folder, "report.ndjson");
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", "--run", number, "--report", report)).ExitCode);
        Assert.Contains("\"raw\":null", await File.ReadAllTextAsync(report, Cancelled), StringComparison.Ordinal);
        await using (var context = Database.OpenContext())
            await AllowDeletionAsync(context);

        Assert.Contains("with 1 rows", (await RunAsync("import", "--remove", number)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_was_not_done_is_not_gone_on_with_when_it_is_being_removed()
    {
        var damaged = await RunAsync("import", _export.WriteText($"{Header}\n{Row("k-1", type: "77")}\n{Row("k-2")[..40]}"));
        var number = NumberOf(damaged);
        await using (var context = Database.OpenContext())
            await RefuseDeletionAsync(context);
        Assert.Equal(ExitCodes.Failure, (await RunAsync("import", "--remove", number)).ExitCode);
        var mended = _export.WriteText($"{Header}\n{Row("k-1", type: "77")}\n{Row("k-2", type: "77")}\n");

        var run = await RunAsync("import", mended);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(
            $"Import {number} is being removed: 'import --remove {number}' ends that. Then import the file again.", run.Error, StringComparison.Ordinal);
        await using (var context = Database.OpenContext())
            await AllowDeletionAsync(context);
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", "--remove", number)).ExitCode);
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", mended)).ExitCode);
    }

    public void Dispose()
    {
        _export.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The database refuses to delete imports from now on.</summary>
    protected abstract Task RefuseDeletionAsync(DbContext context);

    protected abstract Task AllowDeletionAsync(DbContext context);

    private static string NumberOf(CommandRun run) => Regex.Match(run.Out, @"Import (\d+):").Groups[1].Value;

    private async Task<string> ImportAsync(params string[] rows)
    {
        var run = await RunAsync("import", _export.Write(rows));
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        return NumberOf(run);
    }
}

public sealed class ImportRemovalOnSqlite(SqliteCommandDatabase database) : ImportRemovalTests(database), IClassFixture<SqliteCommandDatabase>
{
    protected override Task RefuseDeletionAsync(DbContext context) => context.Database.ExecuteSqlRawAsync(
        "CREATE TRIGGER refused BEFORE DELETE ON \"ImportRuns\" BEGIN SELECT RAISE(ABORT, 'refused'); END", Cancelled);

    protected override Task AllowDeletionAsync(DbContext context) => context.Database.ExecuteSqlRawAsync("DROP TRIGGER refused", Cancelled);
}

public sealed class ImportRemovalOnPostgreSql(PostgreSqlCommandDatabase database)
    : ImportRemovalTests(database), IClassFixture<PostgreSqlCommandDatabase>
{
    protected override Task RefuseDeletionAsync(DbContext context) => context.Database.ExecuteSqlRawAsync(
        """
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
        CREATE TRIGGER refused BEFORE DELETE ON "ImportRuns" EXECUTE FUNCTION refuse()
        """,
        Cancelled);

    protected override Task AllowDeletionAsync(DbContext context) =>
        context.Database.ExecuteSqlRawAsync("DROP TRIGGER refused ON \"ImportRuns\"", Cancelled);
}

using System.Text.Json;
using CityDesk.Commands;
using CityDesk.Tests.Import;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Commands;

public abstract class ImportCommandTests(CommandDatabase database) : CommandTestBase(database), IDisposable
{
    private readonly InventedExport _export = new();

    [Fact]
    public async Task An_import_says_what_became_of_every_row_and_can_be_asked_again_later()
    {
        var report = Path.Combine(_export.Folder, "report.ndjson");
        var path = _export.Write(Row("c-1"), Row("c-2", type: "77"), Row("c-1"), Row("c-3", address: "say \"ß\""));

        var run = await RunAsync("import", path, "--from", "los-angeles", "--report", report, "--batch-size", "2");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches(
            """
            (?x)requests\.csv\ into\ lacity\.org,\ finished
            [\s\S]* rows\ read\s+4
            [\s\S]* stored\s+1
            [\s\S]* already\ stored\s+1
            [\s\S]* refused\s+2
            [\s\S]* with\ warnings\s+1
            [\s\S]* ^refused\s+malformed-row\s+1\s+4\s
            [\s\S]* ^refused\s+unknown-type\s+1\s+2\s
            [\s\S]* ^warning\s+duplicate-in-file\s+1\s+3\s
            [\s\S]* Column\ request_id\ is\ not\ taken\ over
            """.Replace("(?x)", "(?xm)", StringComparison.Ordinal),
            run.Out);

        var lines = (await File.ReadAllLinesAsync(report, Cancelled)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([2, 3, 4], lines.Select(line => line.GetProperty("row").GetInt32()));
        Assert.Equal(["unknown-type", "duplicate-in-file", "malformed-row"], lines.Select(line => line.GetProperty("reason").GetString()));
        Assert.Equal(["refused", "warning", "refused"], lines.Select(line => line.GetProperty("severity").GetString()));
        Assert.Equal(["c-2", "c-1", null], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal(Row("c-3", address: "say \"ß\""), lines[2].GetProperty("raw").GetString());

        // Rows of residents, for nobody else to read.
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(report));

        var list = await RunAsync("import", "--list");
        Assert.Matches(@"(?m)^\d+ .* los-angeles +lacity\.org +4 +1 +1 +2 +1 +finished +requests\.csv", list.Out);

        var number = System.Text.RegularExpressions.Regex.Match(run.Out, @"Import (\d+):").Groups[1].Value;
        var shown = await RunAsync("import", "--run", number, "--report", report + "2");
        Assert.StartsWith(shown.Out.TrimEnd(), run.Out, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(report, Cancelled), await File.ReadAllTextAsync(report + "2", Cancelled));
    }

    [Fact]
    public async Task The_short_name_in_the_numbers_of_requests_is_taken_for_the_name_of_the_export()
    {
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", _export.Write(Row("s-1")), "--from", "la")).ExitCode);
    }

    [Fact]
    public async Task Refused_rows_fail_the_command_only_when_asked()
    {
        var path = _export.Write(Row("f-1", type: "77"));

        Assert.Equal(ExitCodes.Success, (await RunAsync("import", path)).ExitCode);
        Assert.Equal(ExitCodes.Failure, (await RunAsync("import", path, "--fail-on-refused")).ExitCode);
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", _export.Write(Row("f-2")), "--fail-on-refused")).ExitCode);
    }

    [Fact]
    public async Task A_damaged_file_ends_with_the_place_and_is_continued_when_mended()
    {
        var damaged = await RunAsync("import", _export.WriteText($"{Header}\n{Row("d-1")}\n{Row("d-2")[..40]}"));

        Assert.Equal(ExitCodes.DamagedFile, damaged.ExitCode);
        Assert.Contains("stopped: damaged file", damaged.Out, StringComparison.Ordinal);
        Assert.Contains("Row 2 (line 3, byte ", damaged.Out, StringComparison.Ordinal);

        var mended = await RunAsync("import", _export.WriteText($"{Header}\n{Row("d-1")}\n{Row("d-2")}\n"));

        Assert.Equal(ExitCodes.Success, mended.ExitCode);
        Assert.Contains("goes on after row 1.", mended.Error, StringComparison.Ordinal);
        Assert.Contains("1 rows in ", mended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_imported_at_all_is_told_in_one_line()
    {
        var run = await RunAsync("import", Path.Combine(_export.Folder, "nothing.csv"));

        Assert.Equal((ExitCodes.DamagedFile, ""), (run.ExitCode, run.Out));
        Assert.EndsWith("nothing.csv does not exist.", run.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_city_is_made_up_for_a_file_that_is_not_there()
    {
        await using var empty = Database.CreateAnother();

        var run = await CommandRun.RunAsync(["import", Path.Combine(_export.Folder, "nothing.csv"), .. empty.Settings]);

        Assert.Equal(ExitCodes.DamagedFile, run.ExitCode);
        await using var context = empty.OpenContext();
        Assert.False(await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(Cancelled));
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_known_before_the_import()
    {
        var before = (await RunAsync("import", "--list")).Out;

        var run = await RunAsync("import", _export.Write(Row("r-1")), "--report", Path.Combine(_export.Folder, "no", "report"));

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--report", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, (await RunAsync("import", "--list")).Out);
    }

    [Fact]
    public async Task An_import_that_never_was_is_not_shown()
    {
        await RunAsync("import", _export.Write(Row("n-1")));

        var run = await RunAsync("import", "--run", "4711");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("There is no import 4711", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_city_can_take_the_requests_over()
    {
        var run = await RunAsync("import", _export.Write(Row("j-1")), "--jurisdiction", "elsewhere.example");

        Assert.Contains("requests.csv into elsewhere.example, finished", run.Out, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _export.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class ImportCommandOnSqlite(SqliteCommandDatabase database) : ImportCommandTests(database), IClassFixture<SqliteCommandDatabase>;

public sealed class ImportCommandOnPostgreSql(PostgreSqlCommandDatabase database) : ImportCommandTests(database), IClassFixture<PostgreSqlCommandDatabase>;

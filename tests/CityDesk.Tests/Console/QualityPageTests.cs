using System.Net;
using CityDesk.Commands;
using CityDesk.Tests.Import;

namespace CityDesk.Tests.StaffConsole;

/// <summary>The page of what came of imports.</summary>
public abstract class QualityPageTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task Staff_see_what_each_import_came_to_and_which_rows_were_refused_by_which_rule_and_nothing_that_stands_in_them()
    {
        using var visitor = await SignedInAsync();
        var empty = await visitor.GetAsync("/desk/quality");
        Assert.Equal(
            "Nothing was imported so far. citydesk import FILE takes over an export.",
            empty.Text("section[aria-labelledby=imports] .card"));
        using var export = new InventedExport();
        var faulty = export.Write(
            InventedExport.Row("q-1"),
            InventedExport.Row("q-2", type: "77", address: "\"1 Canary Way, 90001\""),
            InventedExport.Row("q-1"),
            InventedExport.Row("q-3", address: "say \"Canary\""));
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", faulty)).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("import", export.Write(InventedExport.Row("q-4")))).Code);

        var page = await visitor.GetAsync("/desk/quality");
        Assert.Equal("Nothing: no row was refused, and none had to be warned of.", page.Text("section[aria-labelledby=findings] .card"));
        var rows = page.Rows("table.imports");
        Assert.Equal(["los-angeles: requests.csv", "finished", "1", "1", "0", "0", "0"], rows[0][2..]);
        Assert.Equal(["los-angeles: requests.csv", "finished", "4", "1", "1", "2", "1"], rows[1][2..]);
        var older = await visitor.GetAsync(page.Page.QuerySelectorAll("table.imports tbody a")[1].GetAttribute("href")!);

        Assert.Equal(
            ["malformed-row|refused|1|4", "unknown-type|refused|1|2", "duplicate-in-file|stored, warned|1|3"],
            older.Rows("table.findings").Select(static row => string.Join('|', row[0], row[1], row[3], row[4])));
        Assert.Contains("not in the code table", older.Rows("table.findings")[1][2], StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", older.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/desk/quality?run=999999")).Status);
    }
}

public sealed class QualityPageOnSqlite(SqliteDesk desk) : QualityPageTests(desk), IClassFixture<SqliteDesk>;

public sealed class QualityPageOnPostgreSql(PostgreSqlDesk desk) : QualityPageTests(desk), IClassFixture<PostgreSqlDesk>;

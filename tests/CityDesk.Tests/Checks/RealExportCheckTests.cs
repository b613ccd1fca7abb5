using System.Globalization;
using System.Text.Json;
using CityDesk.Commands;
using CityDesk.Tests.Commands;
using CsvHelper;
using Microsoft.Data.Sqlite;
using Platform.Testing;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Tests.Checks;

/// <summary>What <c>citydesk check</c> finds in the real exports, counted again by plain SQL over the same file.</summary>
public sealed class RealExportCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-check-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Each rule with the query for the rows that it looks at and for those that break it; the table is called t.</summary>
    public static TheoryData<string, string, string> LosAngeles => new()
    {
        { "srnumber.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE srnumber = ''" },
        { "srnumber.unique", "SELECT count(*) FROM t", "SELECT count(*) - count(DISTINCT srnumber) FROM t" },
        { "created_date.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE created_date = ''" },
        { "created_date.pattern", "SELECT count(*) FROM t WHERE created_date <> ''", "SELECT count(*) FROM t WHERE created_date NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]'" },
        { "closed_date as a time.not-in-future", "SELECT count(*) FROM t WHERE closed_date <> ''", "SELECT count(*) FROM t WHERE closed_date > datetime('now', '+1 day')" },
        { "type_id.references", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE type_id NOT IN (SELECT type_id FROM request_types)" },
        { "type_id.covers", "SELECT count(*) FROM request_types", "SELECT count(*) FROM request_types WHERE type_id NOT IN (SELECT type_id FROM t)" },
        { "agency_id.references", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE agency_id NOT IN (SELECT agency_id FROM agencies)" },
        { "source_id.references", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE source_id NOT IN (SELECT source_id FROM sources)" },
        { "council_id.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE council_id IN ('', '0')" },
        { "region_id.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE region_id IN ('', '0')" },
        { "region_id.references", "SELECT count(*) FROM t WHERE region_id NOT IN ('', '0')", "SELECT count(*) FROM t WHERE region_id NOT IN ('', '0') AND region_id NOT IN (SELECT region_id FROM regions)" },
        { "address.pattern", "SELECT count(*) FROM t WHERE address <> ''", "SELECT count(*) FROM t WHERE address NOT GLOB '*, [0-9][0-9][0-9][0-9][0-9]'" },
        { "latitude.range", "SELECT count(*) FROM t WHERE latitude <> ''", "SELECT count(*) FROM t WHERE latitude <> '' AND CAST(latitude AS REAL) NOT BETWEEN 33.65 AND 34.40" },
        { "longitude.range", "SELECT count(*) FROM t WHERE longitude <> ''", "SELECT count(*) FROM t WHERE longitude <> '' AND CAST(longitude AS REAL) NOT BETWEEN -118.75 AND -118.10" },
        { "closed no more than five minutes before it was opened", "SELECT count(*) FROM t WHERE closed_date <> '' AND created_date <> ''", "SELECT count(*) FROM t WHERE closed_date <> '' AND datetime(closed_date, '+5 minutes') < datetime(created_date)" },
        { "closed after it was opened", "SELECT count(*) FROM t WHERE closed_date <> ''", "SELECT count(*) FROM t WHERE closed_date <> '' AND julianday(closed_date) < julianday(created_date)" },
        { "reported once: same place, kind and minute", "SELECT count(*) FROM t", "SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT address, type_id, created_date FROM t)) FROM t" },
    };

    public static TheoryData<string, string, string> StLouis => new()
    {
        { "REQUESTID.unique", "SELECT count(*) FROM t", "SELECT count(*) - count(DISTINCT REQUESTID) FROM t" },
        { "STATUS.one-of", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE STATUS NOT IN ('OPEN', 'CLOSED', 'CANCEL')" },
        { "PRJCOMPLETEDATE as a time.range", "SELECT count(*) FROM t WHERE PRJCOMPLETEDATE <> ''", "SELECT count(*) FROM t WHERE PRJCOMPLETEDATE <> '' AND PRJCOMPLETEDATE < '1990'" },
        { "PRJCOMPLETEDATE as a time.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE PRJCOMPLETEDATE = ''" },
        { "PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE trim(PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE) = ''" },
        { "CALLERTYPE.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE CALLERTYPE = ''" },
        { "PROBADDRESS.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE trim(PROBADDRESS) = ''" },
        { "PROBZIP.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE PROBZIP = ''" },
        { "PROBZIP.pattern", "SELECT count(*) FROM t WHERE PROBZIP <> ''", "SELECT count(*) FROM t WHERE PROBZIP <> '' AND PROBZIP NOT GLOB '631[0-9][0-9]'" },
        { "WARD.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE WARD = ''" },
        { "NEIGHBORHOOD.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE NEIGHBORHOOD = ''" },
        { "NEIGHBORHOOD.one-of", "SELECT count(*) FROM t WHERE NEIGHBORHOOD <> ''", "SELECT count(*) FROM t WHERE NEIGHBORHOOD <> '' AND (NEIGHBORHOOD NOT GLOB '[0-9][0-9]' OR CAST(NEIGHBORHOOD AS INTEGER) NOT BETWEEN 1 AND 88)" },
        { "latitude of SRX, SRY.complete", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE SRX = '' OR SRY = ''" },
        { "closed no more than five minutes before it was opened", "SELECT count(*) FROM t WHERE DATETIMECLOSED <> ''", "SELECT count(*) FROM t WHERE DATETIMECLOSED <> '' AND datetime(DATETIMECLOSED, '+5 minutes') < datetime(DATETIMEINIT)" },
        { "closed after it was opened", "SELECT count(*) FROM t WHERE DATETIMECLOSED <> ''", "SELECT count(*) FROM t WHERE DATETIMECLOSED <> '' AND julianday(DATETIMECLOSED) < julianday(DATETIMEINIT)" },
        { "cancelled after it was opened", "SELECT count(*) FROM t WHERE DATECANCELLED <> ''", "SELECT count(*) FROM t WHERE DATECANCELLED <> '' AND datetime(DATECANCELLED, '+5 minutes') < datetime(DATETIMEINIT)" },
        { "investigated no day before it was opened", "SELECT count(*) FROM t WHERE DATEINVTDONE <> ''", "SELECT count(*) FROM t WHERE DATEINVTDONE <> '' AND date(DATEINVTDONE) < date(DATETIMEINIT)" },
        { "closed requests have a closing date", "SELECT count(*) FROM t WHERE upper(STATUS) = 'CLOSED'", "SELECT count(*) FROM t WHERE upper(STATUS) = 'CLOSED' AND DATETIMECLOSED = ''" },
        { "cancelled requests have a date of it", "SELECT count(*) FROM t WHERE upper(STATUS) = 'CANCEL'", "SELECT count(*) FROM t WHERE upper(STATUS) = 'CANCEL' AND DATECANCELLED = ''" },
        { "not closed and cancelled at once", "SELECT count(*) FROM t", "SELECT count(*) FROM t WHERE DATETIMECLOSED <> '' AND DATECANCELLED <> ''" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Los_Angeles_has_the_faults_that_a_plain_query_counts() => await CompareAsync("los-angeles-311", "service_requests.csv", LosAngeles, ["request_types", "agencies", "sources", "regions"]);

    [Fact]
    public async Task St_Louis_has_the_faults_that_a_plain_query_counts() => await CompareAsync("st-louis-csb", "2010.csv", StLouis, []);

    [Fact]
    public async Task Both_exports_are_checked_by_one_command_which_tells_what_it_found()
    {
        var run = await CommandRun.RunAsync("check", Export("los-angeles-311", "service_requests.csv"), Export("st-louis-csb", "2010.csv"), "--out", _folder);

        Assert.True(run.ExitCode == ExitCodes.Failure, run.Out + run.Error);
        Assert.Contains("9,989 rows, 0 not readable", run.Out, StringComparison.Ordinal);
        Assert.Contains("1,545 rows, 0 not readable", run.Out, StringComparison.Ordinal);
        Assert.Contains("59 of 1,545", run.Out, StringComparison.Ordinal);
        Assert.Equal(["2010.failed.ndjson", "2010.html", "2010.json", "service_requests.failed.ndjson", "service_requests.html", "service_requests.json"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Outcome.Warned, Report("service_requests").Outcome);
        Assert.Equal(Outcome.Failed, Report("2010").Outcome);
    }

    private DataSetReport Report(string name) => DataSetReport.FromJson(File.ReadAllBytes(Path.Combine(_folder, name + ".json")));

    private static string Export(string folder, string file) => Path.Combine(OutsideData.Records.Folder(folder), file);

    private async Task CompareAsync(string folder, string file, TheoryData<string, string, string> rules, string[] tables)
    {
        var path = Export(folder, file);
        await CommandRun.RunAsync("check", path, "--out", _folder);
        var name = Path.GetFileNameWithoutExtension(file);
        var report = Report(name);
        await using var database = new SqliteConnection("Data Source=:memory:");
        await database.OpenAsync(Cancelled);
        await ImportAsync(database, path, "t");
        foreach (var table in tables)
            await ImportAsync(database, Export(folder, table + ".csv"), table);
        var failing = (await File.ReadAllLinesAsync(Path.Combine(_folder, name + ".failed.ndjson"), Cancelled)).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(await CountAsync(database, "SELECT count(*) FROM t"), report.Rows.Read);
        foreach (var row in rules)
        {
            var (rule, judged, broken) = row.Data;
            Assert.Equal((rule, await CountAsync(database, judged), await CountAsync(database, broken)), (rule, report[rule].Checked, report[rule].Failed));
            Assert.Equal((rule, report[rule].Kind == "covers" ? 0 : report[rule].Failed), (rule, failing.Count(each => each.GetProperty("rule").GetString() == rule)));
        }
        Assert.All(failing, each => Assert.NotEmpty(each.GetProperty("key").GetString()!));
        Assert.Equal(report.Rows.Failed, failing.Select(each => each.GetProperty("row").GetInt64()).Distinct().Count());
    }

    /// <summary>Every field as the text that it is.</summary>
    private static async Task ImportAsync(SqliteConnection database, string path, string table)
    {
        using var csv = CsvReader.FromFile(path);
        csv.ReadHeader();
        var columns = csv.Headers.ToArray();
        await using (var create = database.CreateCommand())
        {
            create.CommandText = $"CREATE TABLE {table} ({string.Join(", ", columns.Select(column => $"\"{column}\" TEXT"))})";
            await create.ExecuteNonQueryAsync(Cancelled);
        }

        await using var transaction = await database.BeginTransactionAsync(Cancelled);
        await using var insert = database.CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction;
        insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"$p{i}")))})";
        var values = columns.Select((_, i) => insert.Parameters.Add(string.Create(CultureInfo.InvariantCulture, $"$p{i}"), SqliteType.Text)).ToList();
        while (csv.Read())
        {
            for (var i = 0; i < columns.Length; i++)
                values[i].Value = csv.GetString(i);
            await insert.ExecuteNonQueryAsync(Cancelled);
        }
        await transaction.CommitAsync(Cancelled);
    }

    private static async Task<long> CountAsync(SqliteConnection database, string query)
    {
        await using var command = database.CreateCommand();
        command.CommandText = query;
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using CityDesk.Import;
using Microsoft.EntityFrameworkCore;
using Platform.Testing;

namespace CityDesk.Tests.Import;

/// <summary>The two real exports, held against counts that are taken from the files by other means than ours.</summary>
public abstract partial class RealExportTests(Desk desk) : ImportTestBase(desk)
{
    [Fact]
    public async Task Los_Angeles_comes_over_whole()
    {
        var path = Path.Combine(OutsideData.Records.Folder("los-angeles-311"), "service_requests.csv");
        var rows = NaiveRows(path);
        Assert.Equal(9_989, rows.Count);

        var result = await ImportAsync(path, batchSize: 500);

        var run = result.Run!;
        Assert.Equal(ImportEnding.Finished, result.Ending);
        Assert.Equal((rows.Count, rows.Count, 0, 0), (run.RowsRead, run.RowsStored, run.RowsAlreadyStored, run.RowsRefused));
        await AssertEveryRowIsAccountedForAsync();
        Assert.Equal(rows.Count(row => row["closed_date"] == ""), await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "JurisdictionId" = 'lacity.org' AND "Status" = 'Open'"""));
        Assert.Equal(rows.Count(row => row["closed_date"] != ""), await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "JurisdictionId" = 'lacity.org' AND "Status" = 'Closed'"""));
        Assert.Equal(
            rows.Sum(row => row["closed_date"] == "" ? 1 : 2),
            await CountAsync($"""SELECT count(*) AS "Value" FROM "RequestEvents" JOIN "Requests" ON "Requests"."Id" = "RequestId" WHERE "ImportRunId" = {run.Id}"""));
        Assert.Equal(rows.Select(row => row["type_id"]).Distinct().Count(), await CountAsync($"""SELECT count(*) AS "Value" FROM "Services" WHERE "JurisdictionId" = 'lacity.org'"""));
        Assert.Equal(0, await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id} AND ("Latitude" IS NULL OR "Address" IS NULL)"""));

        // The type table that lies beside these records is not the one they were written with: their light bulbs are
        // changed by refuse collectors. The import cannot know better names, but it must say so.
        var mismatches = (await FindingsAsync(run.Id)).Count(f => f.Reason == ImportReasons.TypeAgencyMismatch);
        Assert.Equal(run.RowsWarned, mismatches);
        Assert.Equal(7_567, mismatches);

        var again = await ImportAsync(path, batchSize: 500);
        Assert.Equal((rows.Count, 0, rows.Count, 0), (again.Run!.RowsRead, again.Run.RowsStored, again.Run.RowsAlreadyStored, again.Run.RowsRefused));
    }

    [Fact]
    public async Task St_Louis_comes_over_with_its_mistakes_named()
    {
        var path = Path.Combine(OutsideData.Records.Folder("st-louis-csb"), "2010.csv");
        var rows = NaiveRows(path);
        var expected = NaiveFates(rows);
        Assert.Equal((1_545, 1_475, 36), (rows.Count, expected.Stored.Count, expected.Repeated.Count));

        var result = await ImportAsync(path, batchSize: 100);

        var run = result.Run!;
        Assert.Equal(ImportEnding.Finished, result.Ending);
        Assert.Equal((rows.Count, expected.Stored.Count, expected.Repeated.Count), (run.RowsRead, run.RowsStored, run.RowsAlreadyStored));
        var findings = await FindingsAsync(run.Id);
        Assert.Equal(expected.NoPlace, RowsWith(ImportReasons.NoLocation));
        Assert.Equal(expected.Conflicting, RowsWith(ImportReasons.ConflictingDuplicate));
        Assert.Equal(expected.Repeated, RowsWith(ImportReasons.DuplicateInFile));
        Assert.Equal(run.RowsRefused, expected.NoPlace.Count + expected.Conflicting.Count);
        // One request was closed two seconds before it was opened, and one was expected in 1900.
        Assert.Equal(["110606"], findings.Where(f => f.Reason == ImportReasons.ClockSkew).Select(f => f.ExternalId));
        Assert.Equal(["205678"], findings.Where(f => f.Reason == ImportReasons.BadExpectedDate).Select(f => f.ExternalId));
        Assert.Equal(expected.Repeated.Count + 2, findings.Count(f => f.Severity == ImportSeverity.Warning));
        await AssertEveryRowIsAccountedForAsync();

        Assert.Equal(expected.Stored.Count(row => row["STATUS"].StartsWith("C", StringComparison.OrdinalIgnoreCase)), await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id} AND "Status" = 'Closed'"""));
        Assert.Equal(expected.Stored.Count(row => row["STATUS"].Equals("CANCEL", StringComparison.OrdinalIgnoreCase)), await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id} AND "StatusNotes" = 'Cancelled'"""));
        Assert.Equal(rows.Select(row => row["PROBLEMCODE"]).Distinct().Count(), await Desk.InDatabaseAsync(db => db.Services.CountAsync(s => s.JurisdictionId == "stlouis-mo.gov", Cancelled)) + expected.CodesOnlyRefused);
        Assert.Equal(expected.Stored.Count(row => row["SRX"] != ""), await CountAsync($"""SELECT count(*) AS "Value" FROM "Requests" WHERE "ImportRunId" = {run.Id} AND "Latitude" BETWEEN 38.5 AND 38.8 AND "Longitude" BETWEEN -90.35 AND -90.16"""));

        var again = await ImportAsync(path, batchSize: 100);
        Assert.Equal((0, expected.Stored.Count + expected.Repeated.Count, run.RowsRefused), (again.Run!.RowsStored, again.Run.RowsAlreadyStored, again.Run.RowsRefused));

        List<long> RowsWith(string reason) => [.. findings.Where(f => f.Reason == reason).Select(f => f.Row)];
    }

    [Fact]
    public async Task A_known_house_lies_where_it_stands()
    {
        await ImportAsync(Path.Combine(OutsideData.Records.Folder("st-louis-csb"), "2010.csv"), batchSize: 500);

        // REQUESTID 110179, the first row of the file; the degrees were computed by PROJ from its SRX and SRY.
        var request = await Desk.InDatabaseAsync(db => db.Requests.SingleAsync(r => r.ImportSource == "stl" && r.ExternalId == "110179", Cancelled));

        Assert.Equal("stl-110179", request.PublicId);
        Assert.Equal(38.6676310, request.Location.Latitude!.Value, 7);
        Assert.Equal(-90.2463768, request.Location.Longitude!.Value, 7);
        Assert.Equal(DateTimeOffset.Parse("2010-01-05T17:26:33Z", CultureInfo.InvariantCulture), request.RequestedAt);
    }

    private sealed record Fates(List<IReadOnlyDictionary<string, string>> Stored, List<long> NoPlace, List<long> Repeated, List<long> Conflicting, int CodesOnlyRefused);

    private static Fates NaiveFates(List<IReadOnlyDictionary<string, string>> rows)
    {
        var fates = new Fates([], [], [], [], 0);
        var byId = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var (index, row) in rows.Index())
        {
            if (row["SRX"] == "" && row["PROBADDRESS"].Trim() == "")
                fates.NoPlace.Add(index + 1);
            else if (byId.TryAdd(row["REQUESTID"], row))
                fates.Stored.Add(row);
            else if (byId[row["REQUESTID"]].All(field => row[field.Key] == field.Value))
                fates.Repeated.Add(index + 1);
            else
                fates.Conflicting.Add(index + 1);
        }

        var stored = fates.Stored.Select(row => row["PROBLEMCODE"]).ToHashSet();
        return fates with { CodesOnlyRefused = rows.Select(row => row["PROBLEMCODE"]).Distinct().Count(code => !stored.Contains(code)) };
    }

    /// <summary>Line by line, with a regular expression. Good for these files only: none of their texts has a line break.</summary>
    private static List<IReadOnlyDictionary<string, string>> NaiveRows(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = NaiveFields(lines[0]);
        return [.. lines.Skip(1).Select(line => header.Zip(NaiveFields(line)).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static List<string> NaiveFields(string line) =>
        [.. Field().Matches(line).Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : match.Groups["plain"].Value)];

    [GeneratedRegex("(?:^|,)(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^,\"]*))")]
    private static partial Regex Field();
}

public sealed class RealExportOnSqlite(SqliteDesk desk) : RealExportTests(desk), IClassFixture<SqliteDesk>;

public sealed class RealExportOnPostgreSql(PostgreSqlDesk desk) : RealExportTests(desk), IClassFixture<PostgreSqlDesk>;

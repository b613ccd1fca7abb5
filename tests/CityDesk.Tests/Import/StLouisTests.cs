using System.Text;
using CityDesk.Import;
using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;

namespace CityDesk.Tests.Import;

public sealed class StLouisTests
{
    private static readonly StLouis Profile = new();

    private static readonly Dictionary<string, string> Invented = new()
    {
        ["CALLERTYPE"] = "WEB",
        ["CITY"] = "Somewhere",
        ["DATECANCELLED"] = "",
        ["DATEINVTDONE"] = "2010-07-06 00:00:00.0",
        ["DATETIMECLOSED"] = "2010-07-06 16:03:19.877",
        ["DATETIMEINIT"] = "2010-07-05 11:26:33.0",
        ["DESCRIPTION"] = "Say where it is",
        ["EXPLANATION"] = "Lamps that are dark. ",
        ["GROUP"] = "Street Lights",
        ["NEIGHBORHOOD"] = "56",
        ["PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE"] = "Lamp is out",
        ["PRJCOMPLETEDATE"] = "2010-07-05 00:00:00.0",
        ["PROBADDRESS"] = "12 EXAMPLE ST ",
        ["PROBADDTYPE"] = "B",
        ["PROBLEMCODE"] = "Light(s) Out",
        ["PROBZIP"] = "63100",
        ["REQUESTID"] = "110179",
        ["SRX"] = "892621.00000000",
        ["SRY"] = "1032041.00000000",
        ["STATUS"] = "CLOSED",
        ["SUBMITTO"] = "LIGHTING,",
        ["WARD"] = "04",
    };

    [Fact]
    public async Task A_row_becomes_a_request()
    {
        var row = await MapAsync();

        Assert.Empty(row.Findings);
        Assert.Equal(
            new RequestFacts
            {
                ExternalId = "110179",
                ServiceCode = "light-s-out",
                RequestedAt = new(2010, 7, 5, 16, 26, 33, TimeSpan.Zero),
                ClosedAt = new(2010, 7, 6, 21, 3, 19, 877, TimeSpan.Zero),
                ExpectedAt = new(2010, 7, 6, 4, 59, 59, TimeSpan.Zero),
                Description = "Lamp is out\nSay where it is\nLamps that are dark.",
                Location = new() { Latitude = 38.6676310, Longitude = -90.2463768, Address = "12 EXAMPLE ST", ZipCode = "63100" },
                Note = "Agency: LIGHTING; Reported by: WEB; City: Somewhere; Neighbourhood: 56; Ward: 04; Address type: B; Investigated: 2010-07-06 00:00:00.0",
            },
            row.Request);
        Assert.Equal(
            new ServiceFacts("Light(s) Out", "Lamp is out") { Group = "Street Lights", Agency = "LIGHTING", Description = "Lamps that are dark." },
            row.Service);
    }

    [Theory]
    [InlineData("CANCEL")]
    [InlineData("Cancel")]
    public async Task A_cancelled_request_is_closed_when_it_was_cancelled(string status)
    {
        var request = (await MapAsync(("STATUS", status), ("DATECANCELLED", "2010-07-05 12:00:00.0"))).Request!;

        Assert.Equal(new DateTimeOffset(2010, 7, 5, 17, 0, 0, TimeSpan.Zero), request.ClosedAt);
        Assert.Equal("Cancelled", request.StatusNotes);
        Assert.StartsWith("Closed: 2010-07-06 16:03:19.877; ", request.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_request_is_open() =>
        Assert.Null((await MapAsync(("STATUS", "OPEN"), ("DATETIMECLOSED", ""))).Request!.ClosedAt);

    [Theory]
    [InlineData(ImportReasons.UnknownStatus, "STATUS", "PENDING")]
    [InlineData(ImportReasons.UnknownStatus, "STATUS", "")]
    [InlineData(ImportReasons.ClosedDateMissing, "DATETIMECLOSED", "")]
    [InlineData(ImportReasons.UnknownType, "PROBLEMCODE", "")]
    [InlineData(ImportReasons.UnknownType, "PROBLEMCODE", "???")]
    [InlineData(ImportReasons.BadDate, "DATETIMEINIT", "2010-13-05 11:26:33.0")]
    public async Task A_row_that_cannot_be_a_request_is_refused_with_its_reason(string reason, string column, string value)
    {
        var finding = Assert.Single((await MapAsync((column, value))).Findings);

        Assert.Equal((ImportSeverity.Refused, reason), (finding.Severity, finding.Reason));
    }

    [Theory]
    [InlineData("1900-01-01 00:00:00.0")]
    [InlineData("2010-07-04 00:00:00.0")]
    [InlineData("later")]
    public async Task An_expected_date_that_cannot_be_is_left_out_with_a_warning(string date)
    {
        var row = await MapAsync(("PRJCOMPLETEDATE", date));

        Assert.Null(row.Request!.ExpectedAt);
        Assert.Equal(ImportReasons.BadExpectedDate, Assert.Single(row.Findings).Reason);
    }

    [Fact]
    public async Task Coordinates_in_another_system_are_left_out_with_a_warning()
    {
        var row = await MapAsync(("SRX", "38.66"), ("SRY", "-90.24"));

        Assert.Null(row.Request!.Location.Latitude);
        Assert.Equal(ImportReasons.OutsideCity, Assert.Single(row.Findings).Reason);
    }

    /// <summary>Empties one column after the other: where that changes nothing, the profile must say that it leaves the column out.</summary>
    [Fact]
    public async Task Every_column_becomes_something_or_is_said_to_be_left_out()
    {
        var original = await MapAsync(("DATECANCELLED", "2010-07-05 12:00:00.0"));
        foreach (var column in Profile.Columns)
        {
            var changed = await MapAsync(("DATECANCELLED", column == "DATECANCELLED" ? "" : "2010-07-05 12:00:00.0"), (column, ""));

            Assert.Equal(Profile.LeftOut.ContainsKey(column), original.Request == changed.Request && original.Service == changed.Service);
        }
    }

    private static async Task<MappedRow> MapAsync(params (string Column, string Value)[] changes)
    {
        var values = new Dictionary<string, string>(Invented);
        foreach (var (column, value) in changes)
            values[column] = value;
        var row = string.Join(',', Profile.Columns.Select(column => $"\"{values[column]}\""));
        using var reader = new RecordReader(new MemoryStream(Encoding.UTF8.GetBytes(row + "\r\n")));
        var record = await reader.ReadAsync(TestContext.Current.CancellationToken);
        return new RowContext(Profile, [.. Profile.Columns], [], Desk.Today).Map(1, record!);
    }
}

using System.Text;
using CityDesk.Import;
using CityDesk.Import.Profiles;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Import;

public sealed class LosAngelesTests : IDisposable
{
    private readonly InventedExport _export = new();

    [Fact]
    public async Task A_row_becomes_a_request()
    {
        var row = await _export.MapAsync(Row("1-1523590121"));

        Assert.Empty(row.Findings);
        Assert.Equal(
            new RequestFacts
            {
                ExternalId = "1-1523590121",
                ServiceCode = "bulky-items",
                RequestedAt = new(2020, 1, 1, 18, 0, 0, TimeSpan.Zero),
                ClosedAt = new(2020, 1, 3, 17, 30, 0, TimeSpan.Zero),
                Location = new() { Latitude = 34.05, Longitude = -118.25, Address = "12 N EXAMPLE ST", ZipCode = "90001" },
                Note = "Agency: Sanitation; Reported by: Phone Call; Neighbourhood council: Lake Shore; Region: South Shore; City id: 6",
            },
            row.Request);
        Assert.Equal(new ServiceFacts("Bulky Items", "Bulky Items") { Group = "Trash", Agency = "Sanitation" }, row.Service);
    }

    [Fact]
    public async Task A_request_without_a_closing_date_is_open() =>
        Assert.Null((await _export.MapAsync(Row("1-1", closed: ""))).Request!.ClosedAt);

    [Theory]
    [InlineData("\"A ST AT B ST, 90001\"", "A ST AT B ST", "90001")]
    [InlineData("\"A ST AT B ST,\"", "A ST AT B ST", null)]
    [InlineData("\"1 A ST, APT 9\"", "1 A ST, APT 9", null)]
    [InlineData("1 A ST", "1 A ST", null)]
    [InlineData("\"1 A\nST, 90001\"", "1 A\nST", "90001")]
    public async Task The_postal_code_is_taken_from_the_end_of_the_address(string address, string street, string? zipCode)
    {
        var location = (await _export.MapAsync(Row("1-1", address: address))).Request!.Location;

        Assert.Equal((street, zipCode), (location.Address, location.ZipCode));
    }

    [Fact]
    public async Task No_council_and_no_region_are_no_note() =>
        Assert.Equal(
            "Agency: Sanitation; Reported by: Phone Call; City id: 6",
            (await _export.MapAsync(Row("1-1", council: "0", region: "0"))).Request!.Note);

    public static TheoryData<string, string> Refusals => new()
    {
        { ImportReasons.MissingId, Row("") },
        { ImportReasons.MissingId, Row("  ") },
        { ImportReasons.BadId, Row("1/2") },
        { ImportReasons.BadId, Row("1.5") },
        { ImportReasons.BadId, Row(new string('1', 65)) },
        { ImportReasons.BadDate, Row("1-1", created: "") },
        { ImportReasons.BadDate, Row("1-1", created: "2020-02-30 10:00:00") },
        { ImportReasons.BadDate, Row("1-1", created: "01/02/2020") },
        { ImportReasons.BadDate, Row("1-1", created: "1900-01-01 00:00:00") },
        { ImportReasons.BadDate, Row("1-1", created: "9999-12-31 23:59:59") },
        { ImportReasons.BadDate, Row("1-1", closed: "soon") },
        { ImportReasons.DateInFuture, Row("1-1", created: "2026-05-06 10:00:00", closed: "") },
        { ImportReasons.DateInFuture, Row("1-1", closed: "2031-01-01 00:00:00") },
        { ImportReasons.ClosedBeforeOpened, Row("1-1", closed: "2020-01-01 09:54:59") },
        { ImportReasons.UnknownType, Row("1-1", type: "77") },
        { ImportReasons.UnknownType, Row("1-1", type: "") },
        { ImportReasons.NoLocation, Row("1-1", address: "", latitude: "", longitude: "") },
        { ImportReasons.NoLocation, Row("1-1", address: "\" , \"", latitude: "0", longitude: "0") },
        { ImportReasons.ColumnCount, Row("1-1") + ",7" },
        { ImportReasons.ColumnCount, "1,1-1" },
        { ImportReasons.MalformedRow, Row("1-1", address: "12 \"B\" ST") },
        { ImportReasons.MalformedRow, Row("1-1", address: "12 A\rST") },
        { ImportReasons.BadText, Row("1-1", address: "12 A\0ST") },
        { ImportReasons.BadText, Row("1-1", address: "12 A\u0007ST") },
        { ImportReasons.BadText, Row("1-1", address: "12 A\uFFFEST") },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_row_that_cannot_be_a_request_is_refused_with_its_reason(string reason, string row)
    {
        var mapped = await _export.MapAsync(row);

        Assert.Null(mapped.Request);
        var finding = Assert.Single(mapped.Findings);
        Assert.Equal((ImportSeverity.Refused, reason), (finding.Severity, finding.Reason));
        Assert.Contains(reason, ImportReasons.Meanings.Keys);
    }

    [Fact]
    public async Task A_row_that_is_not_UTF_8_is_refused_and_kept_byte_for_byte()
    {
        var mapped = await _export.MapAsync([.. Encoding.UTF8.GetBytes(Row("1-1", address: "12 A")), 0xC3, 0x28]);

        Assert.Equal(ImportReasons.BadText, Assert.Single(mapped.Findings).Reason);
        Assert.Equal([0xC3, 0x28], mapped.Bytes[^2..]);
    }

    [Fact]
    public async Task A_row_with_several_faults_is_refused_once_and_names_them_all()
    {
        var finding = Assert.Single((await _export.MapAsync(Row("", created: "x", type: "77"))).Findings);

        Assert.Equal(ImportReasons.MissingId, finding.Reason);
        Assert.Equal("srnumber is empty. created_date is “x”; a date is written like 2020-01-31 13:45:00. type_id “77” is not in request_types.csv.", finding.Detail);
    }

    public static TheoryData<string, string> Warnings => new()
    {
        { ImportReasons.ClockSkew, Row("1-1", closed: "2020-01-01 09:55:00") },
        { ImportReasons.TimeSkipped, Row("1-1", created: "2020-03-08 02:30:00", closed: "") },
        { ImportReasons.TimeRepeated, Row("1-1", created: "2020-11-01 01:30:00", closed: "") },
        { ImportReasons.BadCoordinates, Row("1-1", latitude: "north") },
        { ImportReasons.BadCoordinates, Row("1-1", latitude: "") },
        { ImportReasons.BadCoordinates, Row("1-1", latitude: "NaN") },
        { ImportReasons.OutsideCity, Row("1-1", latitude: "0", longitude: "0") },
        { ImportReasons.OutsideCity, Row("1-1", latitude: "-118.25", longitude: "34.05") },
        { ImportReasons.UnknownCode, Row("1-1", agency: "99") },
        { ImportReasons.UnknownCode, Row("1-1", source: "99", council: "98", region: "97") },
        { ImportReasons.TypeAgencyMismatch, Row("1-1", type: "2", agency: "1") },
        { ImportReasons.TypeAgencyMismatch, Row("1-1", type: "1", agency: "2") },
        { ImportReasons.TypeAgencyMismatch, Row("1-1", type: "1", agency: "3") },
        { ImportReasons.TextShortened, Row("1-1", address: new string('x', 501)) },
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public async Task A_row_that_can_be_stored_only_in_part_is_stored_with_a_warning(string reason, string row)
    {
        var mapped = await _export.MapAsync(row);

        Assert.NotNull(mapped.Request);
        var finding = Assert.Single(mapped.Findings);
        Assert.Equal((ImportSeverity.Warning, reason), (finding.Severity, finding.Reason));
        Assert.Contains(reason, ImportReasons.Meanings.Keys);
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("3", "3")]
    [InlineData("3", "1")]
    [InlineData("1", "1")]
    public async Task An_agency_that_does_its_own_trade_gives_no_warning(string type, string agency) =>
        Assert.Empty((await _export.MapAsync(Row("1-1", type: type, agency: agency))).Findings);

    [Fact]
    public async Task Coordinates_that_cannot_be_used_are_left_out_and_the_address_stays()
    {
        var location = (await _export.MapAsync(Row("1-1", latitude: "0", longitude: "0"))).Request!.Location;

        Assert.Equal((null, null, "12 N EXAMPLE ST"), (location.Latitude, location.Longitude, location.Address));
    }

    [Fact]
    public async Task A_cut_text_does_not_end_in_half_a_character()
    {
        var location = (await _export.MapAsync(Row("1-1", address: new string('x', 499) + "😀😀"))).Request!.Location;

        Assert.Equal(new string('x', 499), location.Address);
    }

    /// <summary>Changes one column after the other: where that changes nothing, the profile must say that it leaves the column out.</summary>
    [Fact]
    public async Task Every_column_becomes_something_or_is_said_to_be_left_out()
    {
        string[] before = [.. Row("1-1").Replace("\"12 N EXAMPLE ST, 90001\"", "12 N EXAMPLE ST", StringComparison.Ordinal).Split(',')];
        string[] after = ["2", "1-2", "2020-01-01 10:00:01", "2020-01-03 09:30:01", "3", "3", "7", "0", "0", "13 N EXAMPLE ST", "34.06", "-118.26", "7"];
        var original = (await _export.MapAsync(string.Join(',', before))).Request;
        for (var column = 0; column < before.Length; column++)
        {
            string[] changed = [.. before];
            changed[column] = after[column];
            var mapped = await _export.MapAsync(string.Join(',', changed));

            Assert.NotNull(mapped.Request);
            Assert.Equal(new LosAngeles().LeftOut.ContainsKey(Header.Split(',')[column]), original == mapped.Request);
        }
    }

    public void Dispose() => _export.Dispose();
}

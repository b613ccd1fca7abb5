using CityDesk.Domain;
using CityDesk.Import.Reading;

namespace CityDesk.Import.Profiles;

/// <summary>
/// MyLA311 service requests, with their code tables, as the city's open data are kept by volunteers. A request without a
/// closing date is open: the export has no status.
/// </summary>
internal sealed class LosAngeles : ImportProfile
{
    // The trades of the two agencies that have only one. They show whether request_types.csv is the table that the records
    // were written with: the numbers of the types have changed over the years, and a wrong table gives every request a wrong name.
    private const string StreetLighting = "BSL";
    private const string CommunityBeautification = "OCB";

    private static readonly CodeTableLayout Types = new("request_types.csv", "types", "type_id", "type_name", "type_group", "data_code");
    private static readonly CodeTableLayout Agencies = new("agencies.csv", "agencies", "agency_id", "agency_name", "data_code");
    private static readonly CodeTableLayout Sources = new("sources.csv", "sources", "source_id", "source_name");
    private static readonly CodeTableLayout Councils = new("councils.csv", "neighbourhood councils", "council_id", "council_name");
    private static readonly CodeTableLayout Regions = new("regions.csv", "regions", "region_id", "region_name");

    public override string Name => "los-angeles";

    public override string Source => "la";

    public override Jurisdiction City => new() { Id = "lacity.org", Name = "Los Angeles", TimeZone = "America/Los_Angeles" };

    public override CityBounds Bounds { get; } = new(South: 33.65, North: 34.40, West: -118.75, East: -118.10);

    public override IReadOnlyList<string> Columns { get; } =
    [
        "request_id", "srnumber", "created_date", "closed_date", "type_id", "agency_id", "source_id", "council_id", "region_id",
        "address", "latitude", "longitude", "city_id",
    ];

    public override IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["request_id"] = "row number of the collection the export was made from; the city's own number is srnumber",
    };

    public override IReadOnlyList<CodeTableLayout> Tables => [Types, Agencies, Sources, Councils, Regions];

    public override void Map(RowMapping row)
    {
        row.Id("srnumber");
        row.Opened("created_date");
        if (row.Has("closed_date"))
            row.Closed("closed_date", notes: "");

        var type = row.LookUp(Types, "type_id");
        var agency = row.LookUp(Agencies, "agency_id");
        if (type is null)
            row.Refuse(ImportReasons.UnknownType, $"type_id {row.Quote("type_id")} is not in {Types.FileName}.");
        else
            row.Kind(new ServiceFacts(type["type_name"], type["type_name"]) { Group = type["type_group"], Agency = agency?["agency_name"] ?? "" });
        CheckTrade(row, type, agency);

        var (street, zipCode) = SplitAddress(row["address"]);
        row.Place(street, zipCode, row.Degrees("latitude", "longitude"));

        row.Note("Agency", row.NameOf(Agencies, "agency_id", "agency_name"));
        row.Note("Reported by", row.NameOf(Sources, "source_id", "source_name"));
        row.Note("Neighbourhood council", row.NameOf(Councils, "council_id", "council_name", none: "0"));
        row.Note("Region", row.NameOf(Regions, "region_id", "region_name", none: "0"));
        row.Note("City id", row["city_id"]);
    }

    private static void CheckTrade(RowMapping row, IReadOnlyDictionary<string, string>? type, IReadOnlyDictionary<string, string>? agency)
    {
        if (type is null || agency is null)
            return;
        var isStreetLight = type["data_code"].Contains("Streetlight", StringComparison.Ordinal);
        var isGraffiti = type["data_code"].StartsWith("Graffiti", StringComparison.Ordinal);
        var fits = isStreetLight == (agency["data_code"] == StreetLighting) && (isGraffiti || agency["data_code"] != CommunityBeautification);
        if (!fits)
            row.Warn(ImportReasons.TypeAgencyMismatch, $"“{type["type_name"]}” is said to have gone to {agency["agency_name"]}.");
    }

    /// <summary><c>16815 W VANOWEN ST, 91406</c>: what stands behind the last comma is the postal code when it is five digits.</summary>
    private static (string Street, string ZipCode) SplitAddress(string address)
    {
        var comma = address.LastIndexOf(',');
        if (comma < 0)
            return (address, "");
        var last = address[(comma + 1)..].Trim();
        var street = address[..comma].Trim();
        return last.Length == 0 ? (street, "")
            : last.Length == 5 && last.All(char.IsAsciiDigit) ? (street, last)
            : (address, "");
    }
}

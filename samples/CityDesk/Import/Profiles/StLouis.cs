using CityDesk.Domain;

namespace CityDesk.Import.Profiles;

/// <summary>Citizens' Service Bureau requests of St. Louis, one file a year. The rows carry their own names; there are no code tables.</summary>
internal sealed class StLouis : ImportProfile
{
    public override string Name => "st-louis";

    public override string Source => "stl";

    public override Jurisdiction City => new() { Id = "stlouis-mo.gov", Name = "St. Louis", TimeZone = "America/Chicago" };

    public override CityBounds Bounds { get; } = new(South: 38.50, North: 38.80, West: -90.35, East: -90.16);

    public override IReadOnlyList<string> Columns { get; } =
    [
        "CALLERTYPE", "CITY", "DATECANCELLED", "DATEINVTDONE", "DATETIMECLOSED", "DATETIMEINIT", "DESCRIPTION", "EXPLANATION", "GROUP",
        "NEIGHBORHOOD", "PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE", "PRJCOMPLETEDATE", "PROBADDRESS", "PROBADDTYPE", "PROBLEMCODE", "PROBZIP",
        "REQUESTID", "SRX", "SRY", "STATUS", "SUBMITTO", "WARD",
    ];

    public override IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>();

    public override void Map(RowMapping row)
    {
        row.Id("REQUESTID");
        row.Opened("DATETIMEINIT");
        row.ExpectedBy("PRJCOMPLETEDATE");
        Status(row);

        var code = row["PROBLEMCODE"];
        var name = FirstOf(row["PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE"], code);
        if (code.Length == 0)
            row.Refuse(ImportReasons.UnknownType, "PROBLEMCODE is empty.");
        else
            row.Kind(new ServiceFacts(code, name) { Group = row["GROUP"], Description = row["EXPLANATION"], Agency = Agency(row) });

        // DESCRIPTION often repeats the code, and at times says something of its own.
        row.Describe(row["PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE"], row["DESCRIPTION"] == code ? "" : row["DESCRIPTION"], row["EXPLANATION"]);
        row.Place(row["PROBADDRESS"], row["PROBZIP"], row.Plane("SRX", "SRY", MissouriEast.ToWgs84));

        row.Note("Agency", Agency(row));
        row.Note("Reported by", row["CALLERTYPE"]);
        row.Note("City", row["CITY"]);
        row.Note("Neighbourhood", row["NEIGHBORHOOD"]);
        row.Note("Ward", row["WARD"]);
        row.Note("Address type", row["PROBADDTYPE"]);
        row.Note("Investigated", row["DATEINVTDONE"]);
    }

    private static void Status(RowMapping row)
    {
        var closedBy = "";
        switch (row["STATUS"].ToUpperInvariant())
        {
            case "CLOSED":
                closedBy = "DATETIMECLOSED";
                row.Closed(closedBy, notes: "");
                break;
            case "CANCEL" or "CANCELLED":
                closedBy = row.Has("DATECANCELLED") ? "DATECANCELLED" : "DATETIMECLOSED";
                row.Closed(closedBy, notes: "Cancelled");
                break;
            case "OPEN":
                break;
            default:
                row.Refuse(ImportReasons.UnknownStatus, $"STATUS is {row.Quote("STATUS")}; known are OPEN, CLOSED and CANCEL.");
                break;
        }

        // A date that did not decide is still told: a cancelled request may have been closed later, and the other way round.
        if (closedBy != "DATETIMECLOSED")
            row.Note("Closed", row["DATETIMECLOSED"]);
        if (closedBy != "DATECANCELLED")
            row.Note("Cancelled", row["DATECANCELLED"]);
    }

    /// <summary><c>FORESTRY,</c> and <c>TRAFFIC DIVISION, 511</c>: the comma stands before an office number that may be missing.</summary>
    private static string Agency(RowMapping row) => row["SUBMITTO"].TrimEnd(',', ' ');

    private static string FirstOf(string first, string second) => first.Length > 0 ? first : second;
}

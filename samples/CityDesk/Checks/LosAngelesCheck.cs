using CityDesk.Import.Profiles;
using CityDesk.Import.Reading;
using CsvHelper;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Checks;

/// <summary>MyLA311 service requests, with their code tables beside them.</summary>
internal sealed class LosAngelesCheck : ExportCheck
{
    private const string TimeText = @"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$";

    /// <summary>How the export writes that there is none.</summary>
    private const string None = "0";

    public override ImportProfile Profile { get; } = new LosAngeles();

    public override async Task<DataSetReport> RunAsync(DataSetRunner runner, string path, string tablesFolder, DataSetRunSettings settings, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, KeySet<string>>();
        foreach (var layout in Profile.Tables)
            tables[layout.Columns[0]] = KeySet.Of((await CodeTable.LoadAsync(tablesFolder, layout, cancellationToken)).Codes);
        return await runner.RunAsync(Rules(tables), Rows(path, Row.Read), settings, cancellationToken);
    }

    private DataSet<Row> Rules(Dictionary<string, KeySet<string>> tables) => DataSet.For<Row>("MyLA311 service requests")
        .Key(static row => row.Number)
        .Column(static row => row.Number, static number => number.Complete().Unique().Pattern(@"^1-\d+$"), "srnumber")
        .Column(static row => row.OpenedText, static opened => opened.Complete().Pattern(TimeText), "created_date")
        .Column(static row => row.Opened, opened => opened.NotInFuture(Zone).Profile(), "created_date as a time")
        .Column(static row => row.ClosedText, static closed => closed.Pattern(TimeText), "closed_date")
        .Column(static row => row.Closed, closed => closed.NotInFuture(Zone).Profile(), "closed_date as a time")
        .Column(static row => row.Type, type => type.Complete().References(tables["type_id"], name: "request_types.csv").Covers(tables["type_id"], Threshold.Warn, "request_types.csv").Profile(), "type_id")
        .Column(static row => row.Agency, agency => agency.Complete().References(tables["agency_id"], name: "agencies.csv").Profile(), "agency_id")
        .Column(static row => row.Source, source => source.Complete().References(tables["source_id"], name: "sources.csv").Profile(), "source_id")
        .Column(static row => row.Council, council => council.Missing(None).Complete(Threshold.Warn).References(tables["council_id"], name: "councils.csv").Profile(), "council_id")
        .Column(static row => row.Region, region => region.Missing(None).Complete(Threshold.Warn).References(tables["region_id"], name: "regions.csv").Profile(), "region_id")
        .Column(static row => row.Address, static address => address.Complete().Pattern(@", \d{5}$", Threshold.Warn), "address")
        .Column(static row => row.Latitude, latitude => latitude.Complete().Range(Profile.Bounds.South, Profile.Bounds.North).Profile(), "latitude")
        .Column(static row => row.Longitude, longitude => longitude.Complete().Range(Profile.Bounds.West, Profile.Bounds.East).Profile(), "longitude")
        .Rule(
            "closed after it was opened", static row => row.Closed >= row.Opened, Threshold.Warn, static row => row.Closed is not null && row.Opened is not null,
            static row => $"opened {row.OpenedText}, closed {row.ClosedText}")
        .Rule(
            "closed no more than five minutes before it was opened", static row => row.Closed >= row.Opened - MaxClockSkew, when: static row => row.Closed is not null && row.Opened is not null,
            describe: static row => $"opened {row.OpenedText}, closed {row.ClosedText}")
        .Unique("reported once: same place, kind and minute", static (row, key) => key.And(row.Address).And(row.Type).And(row.OpenedText), Threshold.Warn, static row => $"{row.OpenedText}, type {row.Type}, {row.Address}")
        .RowCount(1)
        .Build();

    private sealed record Row(
        string Number, string OpenedText, DateTime? Opened, string ClosedText, DateTime? Closed, string Type, string Agency, string Source, string Council, string Region, string Address, double? Latitude,
        double? Longitude)
    {
        public static Row Read(CsvReader csv)
        {
            var (opened, closed) = (Text(csv, "created_date"), Text(csv, "closed_date"));
            return new Row(
                Text(csv, "srnumber"), opened, Time(opened), closed, Time(closed), Text(csv, "type_id"), Text(csv, "agency_id"), Text(csv, "source_id"), Text(csv, "council_id"), Text(csv, "region_id"),
                Text(csv, "address"), Real(Text(csv, "latitude")), Real(Text(csv, "longitude")));
        }
    }
}

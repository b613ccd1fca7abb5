using System.Globalization;
using CityDesk.Import.Profiles;
using CsvHelper;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Checks;

/// <summary>Citizens' Service Bureau requests of St. Louis. There are no code tables; what is known of the city's codes stands here.</summary>
internal sealed class StLouisCheck : ExportCheck
{
    private const string TimeText = @"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,7})?$";

    // The city has 28 wards (until 2023), 79 neighbourhoods and nine parks and cemeteries that are numbered like them.
    private static readonly string[] Wards = [.. Enumerable.Range(1, 28).Select(TwoDigits)];
    private static readonly string[] Neighbourhoods = [.. Enumerable.Range(1, 88).Select(TwoDigits)];
    private static readonly string[] Callers = ["WEB", "PHONE", "TWITTER", "DEPT_REF", "EMAIL", "WALKIN"];

    // The first system of the bureau; what is older is a placeholder.
    private static readonly DateTime First = new(1990, 1, 1);

    public override ImportProfile Profile { get; } = new StLouis();

    public override Task<DataSetReport> RunAsync(DataSetRunner runner, string path, string tablesFolder, DataSetRunSettings settings, CancellationToken cancellationToken) =>
        runner.RunAsync(Rules(), Rows(path, Row.Read), settings, cancellationToken);

    private static string TwoDigits(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    private DataSet<Row> Rules() => DataSet.For<Row>("Citizens' Service Bureau requests")
        .Key(static row => row.Number)
        .Column(static row => row.Number, static number => number.Complete().Unique().Pattern(@"^\d+$"), "REQUESTID")
        .Column(static row => row.Status, static status => status.Complete().OneOf(["OPEN", "CLOSED", "CANCEL"], Threshold.Warn).Profile(), "STATUS")
        .Column(static row => row.OpenedText, static opened => opened.Complete().Pattern(TimeText), "DATETIMEINIT")
        .Column(static row => row.Opened, opened => opened.NotInFuture(Zone).Range(First, null).Profile(), "DATETIMEINIT as a time")
        .Column(static row => row.ClosedText, static closed => closed.Pattern(TimeText), "DATETIMECLOSED")
        .Column(static row => row.Closed, closed => closed.NotInFuture(Zone).Range(First, null).Profile(), "DATETIMECLOSED as a time")
        .Column(static row => row.Cancelled, cancelled => cancelled.NotInFuture(Zone).Range(First, null), "DATECANCELLED as a time")
        .Column(static row => row.Investigated, investigated => investigated.NotInFuture(Zone).Range(First, null), "DATEINVTDONE as a time")
        .Column(static row => row.Expected, static expected => expected.Complete(Threshold.Warn).Range(First, null).Profile(), "PRJCOMPLETEDATE as a time")
        .Column(static row => row.Problem, static problem => problem.Complete().Profile(), "PROBLEMCODE")
        .Column(static row => row.PlainName, static name => name.Complete(Threshold.Warn), "PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE")
        .Column(static row => row.Agency, static agency => agency.Complete().Profile(), "SUBMITTO")
        .Column(static row => row.Caller, static caller => caller.Complete(Threshold.Warn).OneOf(Callers).Profile(), "CALLERTYPE")
        .Column(static row => row.Address, static address => address.Complete(Threshold.Warn), "PROBADDRESS")
        .Column(static row => row.ZipCode, static zip => zip.Complete(Threshold.Warn).Pattern(@"^631\d{2}$").Profile(), "PROBZIP")
        .Column(static row => row.Ward, static ward => ward.Complete(0.95).OneOf(Wards).Profile(), "WARD")
        .Column(static row => row.Neighbourhood, static neighbourhood => neighbourhood.Complete(0.95).OneOf(Neighbourhoods).Profile(), "NEIGHBORHOOD")
        .Column(static row => row.Latitude, latitude => latitude.Complete(Threshold.AtLeast(0.95).OrWarnBelow(1)).Range(Profile.Bounds.South, Profile.Bounds.North).Profile(), "latitude of SRX, SRY")
        .Column(static row => row.Longitude, longitude => longitude.Complete(Threshold.AtLeast(0.95).OrWarnBelow(1)).Range(Profile.Bounds.West, Profile.Bounds.East).Profile(), "longitude of SRX, SRY")
        .Rule(
            "closed after it was opened", static row => row.Closed >= row.Opened, Threshold.Warn, static row => row.Closed is not null && row.Opened is not null,
            static row => $"opened {row.OpenedText}, closed {row.ClosedText}")
        .Rule(
            "closed no more than five minutes before it was opened", static row => row.Closed >= row.Opened - MaxClockSkew, when: static row => row.Closed is not null && row.Opened is not null,
            describe: static row => $"opened {row.OpenedText}, closed {row.ClosedText}")
        .Rule(
            "cancelled after it was opened", static row => row.Cancelled >= row.Opened - MaxClockSkew, when: static row => row.Cancelled is not null && row.Opened is not null,
            describe: static row => $"opened {row.OpenedText}, cancelled {row.Cancelled:s}")
        .Rule(
            "investigated no day before it was opened", static row => row.Investigated!.Value.Date >= row.Opened!.Value.Date, Threshold.Warn, static row => row.Investigated is not null && row.Opened is not null,
            static row => $"opened {row.OpenedText}, investigated {row.Investigated:s}")
        .Rule("closed requests have a closing date", static row => row.Closed is not null, when: static row => row.Is("CLOSED"))
        .Rule("cancelled requests have a date of it", static row => row.Cancelled is not null, when: static row => row.Is("CANCEL"))
        .Rule("not closed and cancelled at once", static row => row.Closed is null || row.Cancelled is null, Threshold.Warn, describe: static row => $"closed {row.ClosedText}, cancelled {row.Cancelled:s}")
        .RowCount(1)
        .Build();

    private sealed record Row(
        string Number, string Status, string OpenedText, DateTime? Opened, string ClosedText, DateTime? Closed, DateTime? Cancelled, DateTime? Investigated, DateTime? Expected, string Problem, string PlainName,
        string Agency, string Caller, string Address, string ZipCode, string Ward, string Neighbourhood, double? Latitude, double? Longitude)
    {
        public bool Is(string status) => Status.Equals(status, StringComparison.OrdinalIgnoreCase);

        public static Row Read(CsvReader csv)
        {
            var (opened, closed) = (Text(csv, "DATETIMEINIT"), Text(csv, "DATETIMECLOSED"));
            var (x, y) = (Real(Text(csv, "SRX")), Real(Text(csv, "SRY")));
            (double Latitude, double Longitude)? place = x is null || y is null ? null : MissouriEast.ToWgs84(x.Value, y.Value);
            return new Row(
                Text(csv, "REQUESTID"), Text(csv, "STATUS"), opened, Time(opened), closed, Time(closed), Time(Text(csv, "DATECANCELLED")), Time(Text(csv, "DATEINVTDONE")), Time(Text(csv, "PRJCOMPLETEDATE")),
                Text(csv, "PROBLEMCODE"), Text(csv, "PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE"), Text(csv, "SUBMITTO"), Text(csv, "CALLERTYPE"), Text(csv, "PROBADDRESS"), Text(csv, "PROBZIP"), Text(csv, "WARD"),
                Text(csv, "NEIGHBORHOOD"), place?.Latitude, place?.Longitude);
        }
    }
}

using CityDesk.Import.Profiles;
using CsvHelper;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Csv;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Checks;

/// <summary>What an old system's export is held to before anybody imports it.</summary>
internal abstract class ExportCheck
{
    /// <summary>Two clocks in one office may differ by so much.</summary>
    protected static readonly TimeSpan MaxClockSkew = RowMapping.MaxClockSkew;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];

    public static IReadOnlyList<ExportCheck> All { get; } = [new LosAngelesCheck(), new StLouisCheck()];

    /// <summary>The export it is for.</summary>
    public abstract ImportProfile Profile { get; }

    protected TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Profile.City.TimeZone);

    public abstract Task<DataSetReport> RunAsync(DataSetRunner runner, string path, string tablesFolder, DataSetRunSettings settings, CancellationToken cancellationToken);

    protected RowSource<TRow> Rows<TRow>(string path, Func<CsvReader, TRow> map) => CsvRows.Read(path, map, new CsvRowsSettings { RequiredColumns = Profile.Columns });

    protected static string Text(CsvReader csv, string column) => csv.GetString(column).Trim();

    /// <summary>A time as the exports write it; nothing where there is none or it cannot be read, which the pattern of the column finds.</summary>
    protected static DateTime? Time(string text) => DateTime.TryParseExact(
        text, TimeFormats, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time) ? time : null;

    protected static double? Real(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}

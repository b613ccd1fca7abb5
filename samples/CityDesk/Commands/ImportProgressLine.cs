using System.Globalization;
using CityDesk.Import;

namespace CityDesk.Commands;

/// <summary>Tells a person how far an import has come.</summary>
internal sealed class ImportProgressLine(CommandConsole console, TimeProvider time) : IProgress<ImportProgress>
{
    private readonly ProgressLine _line = new(console, time);
    private long? _rowsBefore;

    public void Report(ImportProgress value)
    {
        var run = value.Run;
        if (_rowsBefore is null)
        {
            _rowsBefore = value.IsResumed ? run.RowsRead : 0;
            if (value.IsResumed)
                console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Import {run.Id} goes on after row {run.RowsRead:N0}."));
        }

        var share = value.FileBytes == 0 ? 100 : 100.0 * run.BytesRead / value.FileBytes;
        _line.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{share,3:N0} %  {run.RowsRead:N0} rows, {RowsPerSecond(run):N0} rows/s, {run.RowsRefused:N0} refused"));
    }

    public void End() => _line.End();

    /// <summary>How fast it went, in a sentence.</summary>
    public string Rate(ImportResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Run!.RowsRead - (_rowsBefore ?? 0):N0} rows in {_line.Spent}, {RowsPerSecond(result.Run):N0} rows/s.");

    private double RowsPerSecond(ImportRun run) => (run.RowsRead - (_rowsBefore ?? 0)) / Math.Max(_line.Elapsed.TotalSeconds, 0.001);
}

using System.Globalization;
using CityDesk.Import;
using CityDesk.Import.Profiles;

namespace CityDesk.Commands;

/// <summary>An import's report as a person reads it.</summary>
internal static class ImportReportText
{
    public static async Task WriteAsync(TextWriter output, ImportRun run, IReadOnlyList<FindingSummary> findings)
    {
        await output.WriteLineAsync($"Import {run.Id}: {run.FileName} into {run.JurisdictionId}, {State(run)}");
        if (run.Problem is not null)
            await output.WriteLineAsync($"  {run.Problem} What was stored stays; mend the file and import it again.");
        await output.WriteLineAsync();
        await output.WriteLineAsync(Line("rows read", run.RowsRead));
        await output.WriteLineAsync(Line("  stored", run.RowsStored));
        await output.WriteLineAsync(Line("  already stored", run.RowsAlreadyStored));
        await output.WriteLineAsync(Line("  refused", run.RowsRefused));
        await output.WriteLineAsync(Line("with warnings", run.RowsWarned));
        if (findings.Count > 0)
        {
            await output.WriteLineAsync();
            await TextTable.WriteAsync(output, ["", "reason", "rows", "for example", "meaning"], findings.Select(Cells));
        }

        if (ImportProfile.All.FirstOrDefault(profile => profile.Source == run.Source) is { LeftOut.Count: > 0 } profile)
        {
            await output.WriteLineAsync();
            foreach (var (column, reason) in profile.LeftOut)
                await output.WriteLineAsync($"Column {column} is not taken over: {reason}.");
        }

        await output.WriteLineAsync();
    }

    public static Task WriteListAsync(TextWriter output, IReadOnlyList<ImportRun> runs) => TextTable.WriteAsync(
        output,
        ["import", "started", "source", "into", "rows", "stored", "already", "refused", "warned", "state", "file"],
        runs.Select(run => new[]
        {
            run.Id.ToString(CultureInfo.InvariantCulture), Minute(run.StartedAt), NameOf(run.Source), run.JurisdictionId, Number(run.RowsRead), Number(run.RowsStored),
            Number(run.RowsAlreadyStored), Number(run.RowsRefused), Number(run.RowsWarned), State(run), run.FileName,
        }));

    public static string NameOf(string source) => ImportProfile.All.FirstOrDefault(profile => profile.Source == source)?.Name ?? source;

    public static string State(ImportRun run) => run switch
    {
        { FinishedAt: not null } => "finished",
        { Problem: not null } => "stopped: damaged file",
        _ => "not finished",
    };

    /// <summary>The numbers of some rows. What stands in them is residents'.</summary>
    public static string ExamplesOf(FindingSummary finding) =>
        string.Join(", ", finding.Examples.Select(row => row.ToString(CultureInfo.InvariantCulture))) + (finding.Rows > finding.Examples.Count ? " …" : "");

    private static string[] Cells(FindingSummary finding) =>
    [
        finding.Severity == ImportSeverity.Refused ? "refused" : "warning",
        finding.Reason,
        Number(finding.Rows),
        ExamplesOf(finding),
        ImportReasons.Meanings.GetValueOrDefault(finding.Reason, ""),
    ];

    private static string Line(string label, long count) => string.Create(CultureInfo.InvariantCulture, $"  {label,-18}{count,12:N0}");

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Minute(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}

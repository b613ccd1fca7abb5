using System.Globalization;
using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Reports;

namespace CityDesk.Commands;

/// <summary>A check in a terminal: what does not hold, and where the rest stands.</summary>
internal static class CheckReportText
{
    public static async Task WriteAsync(TextWriter output, string file, string written, DataSetReport report)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {Words(report.Outcome)}. {report.Rows.Read:N0} rows, {report.Rows.Refused:N0} not readable, {report.Rows.Failed:N0} with a fault; {report.Rules.Count(rule => rule.Outcome == Outcome.Passed)} of {report.Rules.Count} rules hold."));
        if (report.Damage is { } damage)
            await output.WriteLineAsync($"  The file could not be read to its end: {damage}");
        foreach (var rule in report.Rules.Where(rule => rule.Outcome is Outcome.Failed or Outcome.Warned).OrderByDescending(rule => rule.Outcome))
            await output.WriteLineAsync($"  {Words(rule.Outcome),-7} {Figure(rule),-14} {rule.Description}");
        await output.WriteLineAsync($"  {written}.html, .json, .failed.ndjson");
    }

    private static string Figure(RuleReport rule) => rule.Failed is { } failed
        ? string.Create(CultureInfo.InvariantCulture, $"{failed:N0} of {rule.Checked:N0}")
        : rule.Observed ?? "";

    private static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Failed => "failed",
        Outcome.Warned => "warned",
        _ => "passed",
    };
}

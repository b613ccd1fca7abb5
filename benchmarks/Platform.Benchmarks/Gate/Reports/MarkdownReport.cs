using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>The table for a document.</summary>
internal static class MarkdownReport
{
    public static string Write(GateReport report)
    {
        List<string> text = [report.Machine.ToString()];
        foreach (var area in report.Lines.GroupBy(line => line.Area))
        {
            text.AddRange(["", $"## {area.Key}", "", Row(Cells.Header), "|---|--:|--:|--:|--:|---|---|--:|---|---|"]);
            foreach (var line in area)
            {
                text.Add(Row(Cells.Of(line)));
                text.AddRange((line.Measured?.Parts ?? (IReadOnlyList<PartMeasurement>)[]).Select(part => Row(Cells.Of(part))));
            }
        }

        text.AddRange(["", report.Summary, ""]);
        return string.Join('\n', text);
    }

    private static string Row(Cells cells)
    {
        string[] row =
        [
            cells.Name, cells.Ours, cells.Peer, cells.Value, cells.Spread, cells.Bar, cells.Aim, cells.Bytes, cells.BytesBar, cells.Verdict,
        ];
        return $"| {string.Join(" | ", row.Select(Escaped))} |";
    }

    private static string Escaped(string cell) => cell.Trim()
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace('\n', ' ');
}

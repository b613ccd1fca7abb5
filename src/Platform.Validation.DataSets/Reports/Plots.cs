using System.Globalization;
using System.Text;

namespace Platform.Validation.DataSets.Reports;

/// <summary>The plots of the page, as inline SVG with a title that says in words what they show.</summary>
internal static class Plots
{
    /// <summary>A share as a bar; what is missing from it is at least a hair wide, so that one row in a million is seen.</summary>
    public static string Meter(double share, Outcome outcome)
    {
        var width = share >= 1 ? 100 : Math.Min(98.5, share * 100);
        return Invariant($"<svg class=\"meter\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"100\" height=\"6\" rx=\"2\" fill=\"var(--{(share < 1 ? Color(outcome) : "track")})\"/><rect width=\"{width:0.##}\" height=\"6\" rx=\"2\" fill=\"var(--bar-soft)\"/></svg>");
    }

    /// <summary>Where failing rows lie, from the first row to the last.</summary>
    public static string Where(PositionsReport positions, long rows)
    {
        var stretches = (int)Math.Clamp((rows / positions.RowsInStretch) + 1, 1, positions.Counts.Count);
        var most = Math.Max(1, positions.Counts.Max());
        var (first, last) = (positions.Counts.TakeWhile(count => count == 0).Count(), positions.Counts.Count - positions.Counts.Reverse().TakeWhile(count => count == 0).Count());
        var svg = new StringBuilder(Invariant($"<svg class=\"where\" viewBox=\"0 0 {stretches * 3} 16\" preserveAspectRatio=\"none\" role=\"img\"><title>between row {Math.Max(1, first * positions.RowsInStretch):N0} and row {Math.Min(rows, (last * positions.RowsInStretch) - 1):N0}; at most {most:N0} in {positions.RowsInStretch:N0} rows</title><rect y=\"15\" width=\"{stretches * 3}\" height=\"1\" fill=\"var(--line)\"/>"));
        for (var i = 0; i < stretches; i++)
        {
            if (positions.Counts[i] > 0)
            {
                var height = Math.Max(2, 15.0 * positions.Counts[i] / most);
                svg.Append(Invariant($"<rect x=\"{i * 3}\" y=\"{15 - height:0.##}\" width=\"2.4\" height=\"{height:0.##}\" fill=\"var(--bar)\"/>"));
            }
        }
        return svg.Append("</svg>").ToString();
    }

    public static string Histogram(HistogramReport histogram, string name)
    {
        var counts = histogram.Counts;
        var most = Math.Max(1, counts.Max());
        var total = Math.Max(1, counts.Sum());
        var peak = counts.Select((count, index) => (count, index)).MaxBy(item => item.count).index;
        var svg = new StringBuilder(Invariant($"<svg class=\"histogram\" viewBox=\"0 0 {counts.Count * 10} 100\" preserveAspectRatio=\"none\" role=\"img\"><title>{HtmlReport.Text(name)}: {counts.Count} parts of equal width from {HtmlReport.Text(histogram.Minimum)} to {HtmlReport.Text(histogram.Maximum)}; part {peak + 1} holds most, {HtmlReport.Percent((double)counts[peak] / total)}</title>"));
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i] > 0)
            {
                var height = Math.Max(1.5, 97.0 * counts[i] / most);
                svg.Append(Invariant($"<rect x=\"{(i * 10) + 0.6:0.#}\" y=\"{99 - height:0.##}\" width=\"8.8\" height=\"{height:0.##}\" fill=\"var(--bar)\"/>"));
            }
        }
        return svg.Append(Invariant($"<rect y=\"99\" width=\"{counts.Count * 10}\" height=\"1\" fill=\"var(--line)\"/></svg>")).ToString();
    }

    public static string Bar(double share) => Invariant($"<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Max(0.5, share * 100):0.##}\" height=\"10\" fill=\"var(--bar-soft)\"/></svg>");

    private static string Color(Outcome outcome) => outcome switch
    {
        Outcome.Failed => "failed",
        Outcome.Warned => "warned",
        Outcome.Passed => "passed",
        _ => "track",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net;
using System.Text;

namespace Platform.Validation.DataSets.Reports;

/// <summary>A report as one page that needs nothing else: no script, no font, no file beside it. Light and dark, readable by screen readers, printable.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The page, for UTF-8.</returns>
    public static string Render(DataSetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder(1 << 15);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
            .Append(Text($"{report.DataSet}: {OutcomeBadge.Words(report.Outcome)}")).Append("</title>\n<style>\n").Append(Resource.Read("report.css")).Append("</style>\n</head>\n<body>\n<main>\n");
        Header(page, report);
        Rules(page, report);
        Columns(page, report);
        page.Append("<footer><p>").Append(report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Append(" UTC, took ").Append(Duration(report.Elapsed))
            .Append(". Platform.Validation.DataSets, report version ").Append(report.Version).Append(".</p></footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    internal static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Never rounded up to all, nor down to none.</summary>
    internal static string Percent(double share) => share switch
    {
        1 => "100 %",
        > 0.9999 => "> 99.99 %",
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        _ => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
    };

    private static void Header(StringBuilder page, DataSetReport report)
    {
        page.Append("<header><div><h1>").Append(Text(report.DataSet)).Append("</h1><p class=\"sub\">").Append(Text(report.Source)).Append("</p></div>")
            .Append(OutcomeBadge.Of(report.Outcome)).Append("</header>\n");
        if (report.Damage is { } damage)
            page.Append("<p class=\"damage\" role=\"alert\">The source could not be read to its end, so this report is not complete. ").Append(Text(damage)).Append("</p>\n");
        page.Append("<dl class=\"tiles\">");
        Tile(page, "Rows", Number(report.Rows.Read), null);
        Tile(page, "Sound rows", Number(report.Rows.Read - report.Rows.Failed), report.Rows.Read == 0 ? null : Percent((double)(report.Rows.Read - report.Rows.Failed) / report.Rows.Read));
        Tile(page, "Rows with a fault", Number(report.Rows.Failed), report.Rows.Read == 0 ? null : Percent((double)report.Rows.Failed / report.Rows.Read));
        Tile(page, "Not readable", Number(report.Rows.Refused), null);
        var broken = report.Rules.Count(rule => rule.Outcome is Outcome.Failed or Outcome.Warned);
        Tile(page, "Rules broken", Number(broken), $"of {Number(report.Rules.Count)}");
        page.Append("</dl>\n");
    }

    private static void Tile(StringBuilder page, string name, string value, string? small) =>
        page.Append("<div class=\"tile\"><dt>").Append(name).Append("</dt><dd>").Append(value).Append(small is null ? "" : $" <small>{small}</small>").Append("</dd></div>");

    private static void Rules(StringBuilder page, DataSetReport report)
    {
        // What needs somebody stands open; what holds can be opened. The order is that of declaration within.
        var attention = report.Rules.Where(rule => rule.Outcome is Outcome.Failed or Outcome.Warned).OrderByDescending(rule => rule.Outcome).ToList();
        page.Append("<section aria-labelledby=\"rules\"><h2 id=\"rules\">Rules</h2>\n");
        if (attention.Count > 0)
            Table(page, report, "Rules that are broken", attention);
        else
            page.Append("<p class=\"sub\">No rule is broken.</p>\n");
        Fold(page, report, "hold", [.. report.Rules.Where(rule => rule.Outcome == Outcome.Passed)]);
        Fold(page, report, "not checked", [.. report.Rules.Where(rule => rule.Outcome == Outcome.NotChecked)]);
        page.Append("</section>\n");
    }

    private static void Fold(StringBuilder page, DataSetReport report, string what, List<RuleReport> rules)
    {
        if (rules.Count == 0)
            return;
        page.Append("<details><summary>").Append(Number(rules.Count)).Append(rules.Count == 1 ? " rule " : " rules ").Append(what).Append("</summary>\n");
        Table(page, report, $"Rules: {what}", rules);
        page.Append("</details>\n");
    }

    private static void Table(StringBuilder page, DataSetReport report, string caption, List<RuleReport> rules)
    {
        page.Append("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(caption).Append("\"><table>\n<caption class=\"hidden\">").Append(caption)
            .Append("</caption>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Outcome</th><th scope=\"col\" class=\"number\">Kept by</th><th scope=\"col\"><span class=\"hidden\">Share as a bar</span></th>")
            .Append("<th scope=\"col\" class=\"number\">Broken by</th><th scope=\"col\">Where, from first to last row</th></tr></thead>\n<tbody>\n");
        foreach (var rule in rules)
        {
            page.Append("<tr><th scope=\"row\">").Append(Text(rule.Description)).Append("<span>").Append(Text(rule.Id == rule.Description ? rule.Threshold : $"{rule.Id} · {rule.Threshold}")).Append("</span></th><td>")
                .Append(OutcomeBadge.Of(rule.Outcome)).Append("</td>");
            if (rule.Share is { } share)
            {
                page.Append("<td class=\"number\">").Append(Percent(share)).Append("</td><td>").Append(Plots.Meter(share, rule.Outcome)).Append("</td><td class=\"number\">").Append(Number(rule.Failed!.Value))
                    .Append(" <small>of ").Append(Number(rule.Checked!.Value)).Append("</small></td><td>").Append(rule.Positions is null ? "" : Plots.Where(rule.Positions, report.Rows.Read)).Append("</td>");
            }
            else
            {
                page.Append("<td colspan=\"4\" class=\"observed\">").Append(rule.Observed is { } observed ? $"observed: {Text(observed)}" : Text(rule.Reason ?? "nothing to look at")).Append("</td>");
            }
            page.Append("</tr>\n");
        }
        page.Append("</tbody>\n</table></div>\n");
    }

    private static void Columns(StringBuilder page, DataSetReport report)
    {
        if (report.Columns.Count == 0)
            return;
        page.Append("<section aria-labelledby=\"columns\"><h2 id=\"columns\">Columns</h2>\n<div class=\"cards\">\n");
        foreach (var column in report.Columns)
            ColumnCard.Append(page, column);
        page.Append("</div></section>\n");
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";
}

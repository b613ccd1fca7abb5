using System.Globalization;
using System.Text;

namespace Platform.Validation.DataSets.Reports;

/// <summary>What the page says of one column.</summary>
internal static class ColumnCard
{
    public static void Append(StringBuilder page, ColumnReport column)
    {
        page.Append("<article class=\"card\"><div class=\"head\"><h3>").Append(HtmlReport.Text(column.Name)).Append("</h3><span class=\"type\">").Append(HtmlReport.Text(column.Type))
            .Append(column.IsSensitive ? ", sensitive" : "").Append("</span></div>\n");
        // Of texts the values say more than their lengths.
        if (column.Kind != "text" || !Frequent(page, column))
            Histogram(page, column);
        if (column.Kind != "text")
            Frequent(page, column);
        Facts(page, column);
        page.Append("</article>\n");
    }

    private static void Histogram(StringBuilder page, ColumnReport column)
    {
        // One bar is no distribution.
        if (column.Histogram is not { Counts.Count: > 1 } histogram)
            return;
        page.Append("<figure><figcaption>").Append(column.Kind == "text" ? "Length of the texts" : "Distribution").Append(histogram.IsExact ? "" : ", estimated").Append("</figcaption>")
            .Append(Plots.Histogram(histogram, column.Name)).Append("<div class=\"axis\"><span>").Append(Short(histogram.Minimum)).Append("</span><span>").Append(Short(histogram.Maximum)).Append("</span></div></figure>\n");
    }

    /// <returns>Whether there was something to show: where hardly anything comes twice there are no frequent values.</returns>
    private static bool Frequent(StringBuilder page, ColumnReport column)
    {
        if (column.Frequent.Count == 0 || column.Frequent[0].Count < 2 || column.Frequent[0].Count < column.Present / (column.Kind == "text" ? 500 : 50))
            return false;
        page.Append("<figure><figcaption>Most frequent values").Append(column.FrequentError > 0 ? $", at most {HtmlReport.Number(column.FrequentError.Value)} too low" : "").Append("</figcaption><ul class=\"frequent\">");
        foreach (var item in column.Frequent.Take(6))
        {
            page.Append("<li>").Append(Plots.Bar((double)item.Count / column.Present)).Append("<span>").Append(column.Kind == "text" ? HtmlReport.Text(item.Value) : Short(item.Value)).Append("</span><span>")
                .Append(HtmlReport.Number(item.Count)).Append(" · ").Append(HtmlReport.Percent((double)item.Count / column.Present)).Append("</span></li>");
        }
        page.Append("</ul></figure>\n");
        return true;
    }

    private static void Facts(StringBuilder page, ColumnReport column)
    {
        page.Append("<dl class=\"facts\">");
        Fact(page, "Present", column.Rows == 0 ? "–" : HtmlReport.Percent((double)column.Present / column.Rows));
        Fact(page, "Missing", HtmlReport.Number(column.Rows - column.Present));
        if (column.Distinct is { } distinct)
            Fact(page, "Different", $"≈ {HtmlReport.Number(distinct.Estimate)}");
        if (column.ShortestLength is { } shortest)
            Fact(page, "Length", $"{HtmlReport.Number(shortest)} to {HtmlReport.Number(column.LongestLength!.Value)}");
        if (column.Minimum is { } minimum)
            Fact(page, column.Kind == "time" ? "Oldest" : "Smallest", Short(minimum), column.Kind == "time");
        if (column.Maximum is { } maximum)
            Fact(page, column.Kind == "time" ? "Newest" : "Largest", Short(maximum), column.Kind == "time");
        if (column is { Kind: "number", Mean: { } mean })
            Fact(page, "Mean", Short(mean));
        if (column is { Kind: "number", StandardDeviation: { } deviation })
            Fact(page, "Deviation", Short(deviation));
        if (column.Kind != "text" && column.Quantiles.FirstOrDefault(quantile => quantile.Share == 0.5) is { } median)
            Fact(page, "Median", Short(median.Value), column.Kind == "time");
        page.Append("</dl>");
    }

    private static void Fact(StringBuilder page, string name, string value, bool isWide = false) =>
        page.Append(isWide ? "<div class=\"wide\"><dt>" : "<div><dt>").Append(name).Append("</dt><dd>").Append(value).Append("</dd></div>");

    /// <summary>Numbers with separators and four digits behind the point, times without their T: as people read them.</summary>
    private static string Short(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("#,0.####", CultureInfo.InvariantCulture)
        : HtmlReport.Text(value.Length > 10 && value[10] == 'T' ? string.Concat(value.AsSpan(0, 10), " ", value.AsSpan(11)) : value);
}

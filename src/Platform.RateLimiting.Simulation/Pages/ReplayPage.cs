using System.Globalization;
using System.Text;

namespace Platform.RateLimiting.Simulation.Pages;

/// <summary>The page of a replay.</summary>
internal static class ReplayPage
{
    private const int MostConsumers = 200;

    public static string Of(ReplayResult result)
    {
        var page = new StringBuilder(1 << 16);
        Html.Begin(page, $"What the policy \"{result.Policy}\" would have refused");
        page.Append(CultureInfo.InvariantCulture, $"<h1>What the policy “{Html.Encode(result.Policy)}” would have refused</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">{result.Calls:#,0} calls of {result.ConsumerCount:#,0} consumers, {Moment(result.From)} to {Moment(result.To)}. The calls are those that were made; what the refused callers would have done then, nobody knows.</p>");
        page.Append(CultureInfo.InvariantCulture, $"<section><h2>{result.Refused:#,0} calls refused ({(double)result.Refused / result.Calls:P2}), of {result.Consumers.Count:#,0} consumers</h2>");
        page.Append("<div class=\"parts\"><div>");
        if (result.RefusedByLimit.Count > 0)
        {
            page.Append("<div class=\"scroll\"><table><tr><th>limit that decided</th><th>refused</th></tr>");
            foreach (var (limit, count) in result.RefusedByLimit.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal))
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Encode(limit)}</td><td>{count:#,0}</td></tr>");
            page.Append("</table></div>");
        }
        page.Append("<p class=\"quiet\"><span class=\"swatch b3\"></span>made &nbsp; <span class=\"swatch b1\"></span>refused</p></div>");
        WriteChart(page, result);
        page.Append("</div></section>");
        if (result.Consumers.Count > 0)
            WriteConsumers(page, result);
        Html.End(page);
        return page.ToString();
    }

    private static void WriteChart(StringBuilder page, ReplayResult result)
    {
        var seconds = result.Points.Count > 1 ? (result.Points[1].At - result.Points[0].At).TotalSeconds : Math.Max(1, (result.To - result.From).TotalSeconds);
        new LineChart
        {
            Title = "Calls a second (UTC)",
            Duration = result.To > result.From ? result.To - result.From : TimeSpan.FromSeconds(1),
            Start = result.From,
            Most = 1.1 * Math.Max(1 / seconds, result.Points.Max(point => point.Calls) / seconds),
            Curves =
            [
                new Curve("made", "c3", result.Points.Select(point => (point.At - result.From, point.Calls / seconds))),
                new Curve("refused", "c1", result.Points.Select(point => (point.At - result.From, point.Refused / seconds))),
            ],
        }.Write(page);
    }

    private static void WriteConsumers(StringBuilder page, ReplayResult result)
    {
        page.Append("<section><h2>Who would have been refused</h2><div class=\"scroll\"><table><tr><th>consumer</th><th>calls</th><th>refused</th><th>share</th><th></th><th>first</th><th>last</th><th>longest wait</th></tr>");
        foreach (var consumer in result.Consumers.Take(MostConsumers))
        {
            var share = (double)consumer.Refused / consumer.Calls;
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"told\"><td><code>{Html.Encode(consumer.Key)}</code></td><td>{consumer.Calls:#,0}</td><td>{consumer.Refused:#,0}</td><td>{share:P1}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"bars\"><span class=\"bar b1\" style=\"width:{share * 100:0}px\"></span></td><td>{Moment(consumer.FirstRefused)}</td><td>{Moment(consumer.LastRefused)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(consumer.LongestWait is { } wait ? Html.Time(wait) : "no end")}</td></tr>");
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"why\"><td colspan=\"8\">{Html.Encode(consumer.Explanation)}</td></tr>");
        }
        page.Append("</table></div>");
        if (result.Consumers.Count > MostConsumers)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">And {result.Consumers.Count - MostConsumers:#,0} more.</p>");
        page.Append("</section>");
    }

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using Platform.RateLimiting.Simulation.Pages;

namespace Platform.RateLimiting.Simulation;

/// <summary>Results of scenarios, side by side, as a page: one HTML file that needs nothing beside it.</summary>
public sealed class SimulationReport
{
    private readonly List<(Scenario Scenario, SimulationResult BestFixed, IReadOnlyList<SimulationResult> Results)> _parts = [];

    /// <summary>What fixed all chance, told on the page so that somebody else can see the same.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Adds a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="bestFixed">What the best fixed limit gave: the measure of the others.</param>
    /// <param name="results">What the rules gave; the first is drawn thickest.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void Add(Scenario scenario, SimulationResult bestFixed, IReadOnlyList<SimulationResult> results)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(bestFixed);
        ArgumentNullException.ThrowIfNull(results);
        _parts.Add((scenario, bestFixed, results));
    }

    /// <summary>The page.</summary>
    /// <returns>Its HTML.</returns>
    public string ToHtml()
    {
        var page = new StringBuilder(1 << 18);
        Html.Begin(page, "Limits under load");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Limits under load</h1><p class=\"quiet\">Simulated, in virtual time, from seed {Seed}: the same calls come to every rule. Goodput is what was answered while its caller still waited. ");
        page.Append("The best fixed limit was found by trying; somebody who knew the service would have set it.</p>\n");
        if (_parts.Count > 1)
            WriteSummary(page);
        foreach (var (scenario, bestFixed, results) in _parts)
            WritePart(page, scenario, bestFixed, results);
        Html.End(page);
        return page.ToString();
    }

    private static void WritePart(StringBuilder page, Scenario scenario, SimulationResult bestFixed, IReadOnlyList<SimulationResult> results)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"{Html.Encode(scenario.Name)}\"><h2>{Html.Encode(scenario.Name)}</h2><p>{Html.Encode(scenario.Description)} ");
        page.Append(CultureInfo.InvariantCulture, $"<span class=\"quiet\">Capacity {scenario.Service.Capacity:#,0} calls a second, callers wait {Html.Time(scenario.Deadline)}.</span></p>");
        page.Append("<div class=\"parts\"><div>");
        WriteTable(page, bestFixed, results);
        page.Append("</div>");
        var shades = ShadesOf(scenario);
        new LineChart
        {
            Title = "Goodput, calls a second",
            Duration = scenario.Duration,
            Most = 1.15 * Math.Max(scenario.Service.Capacity, results.SelectMany(result => result.Points).Max(point => point.ServedPerSecond)),
            Mark = scenario.Service.Capacity,
            MarkLabel = "capacity",
            Shades = shades,
            Curves = CurvesOf(results, static point => point.ServedPerSecond),
        }.Write(page);
        new LineChart
        {
            Title = "Limit, calls at once (logarithmic)",
            Duration = scenario.Duration,
            Most = 1000,
            IsLogarithmic = true,
            Mark = scenario.Service.IsShared ? null : scenario.Service.Parallelism,
            MarkLabel = "what the service works on at once",
            Shades = shades,
            Curves = CurvesOf(results, static point => point.Limit),
        }.Write(page);
        new LineChart
        {
            Title = "Mean time to the answer, ms (logarithmic)",
            Duration = scenario.Duration,
            Most = 1.5 * scenario.Deadline.TotalMilliseconds,
            IsLogarithmic = true,
            Mark = scenario.Deadline.TotalMilliseconds,
            MarkLabel = "callers have gone",
            Shades = shades,
            Curves = CurvesOf(results, static point => point.MeanLatency == TimeSpan.Zero ? double.NaN : point.MeanLatency.TotalMilliseconds),
        }.Write(page);
        page.Append("</div>");
        if (scenario.Tenants.Count > 1)
            WriteTenants(page, scenario, results);
        page.Append("</section>\n");
    }

    /// <summary>All at a glance, and the way to each.</summary>
    private void WriteSummary(StringBuilder page)
    {
        List<string> rules = [.. _parts.SelectMany(part => part.Results).Select(result => result.Rule).Distinct()];
        page.Append("<section><h2>Goodput, of what the best fixed limit gives</h2><div class=\"scroll\"><table class=\"summary\"><tr><th>scenario</th>");
        foreach (var rule in rules)
            page.Append(CultureInfo.InvariantCulture, $"<th>{Html.Encode(rule)}</th>");
        page.Append("<th>best fixed limit</th></tr>");
        foreach (var (scenario, bestFixed, results) in _parts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"#{Html.Encode(scenario.Name)}\">{Html.Encode(scenario.Name)}</a></td>");
            foreach (var rule in rules)
            {
                page.Append(results.FirstOrDefault(result => result.Rule == rule) is { } result
                    ? string.Create(CultureInfo.InvariantCulture, $"<td class=\"{GradeOf(ShareOf(result, bestFixed))}\">{ShareOf(result, bestFixed):P0}</td>")
                    : "<td></td>");
            }
            page.Append(CultureInfo.InvariantCulture, $"<td>{bestFixed.GoodputPerSecond:#,0}/s</td></tr>");
        }
        page.Append("</table></div><p class=\"quiet\"><span class=\"key good\">from 90 %</span><span class=\"key fair\">from 50 %</span><span class=\"key poor\">less</span></p></section>\n");
    }

    private static double ShareOf(SimulationResult result, SimulationResult bestFixed) => bestFixed.GoodputPerSecond == 0 ? 0 : result.GoodputPerSecond / bestFixed.GoodputPerSecond;

    private static string GradeOf(double share) => share switch { >= 0.9 => "good", >= 0.5 => "fair", _ => "poor" };

    private static void WriteTable(StringBuilder page, SimulationResult bestFixed, IReadOnlyList<SimulationResult> results)
    {
        page.Append("<div class=\"scroll\"><table><tr><th>rule</th><th>goodput</th><th>of the best</th><th></th><th>median</th><th>p99</th></tr>");
        for (var i = 0; i <= results.Count; i++)
        {
            var result = i < results.Count ? results[i] : bestFixed;
            var share = ShareOf(result, bestFixed);
            page.Append(CultureInfo.InvariantCulture, $"<tr{(i == 0 ? " class=\"ours\"" : "")}><td>{(i < results.Count ? $"<span class=\"swatch b{Math.Min(i, 5)}\"></span>" : "<span class=\"swatch\"></span>")}{Html.Encode(result.Rule)}{(i < results.Count ? "" : " (best)")}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{result.GoodputPerSecond:#,0}/s</td><td{(share < 0.9 ? " class=\"bad\"" : "")}>{share:P0}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"bars\"><span class=\"bar b{(i < results.Count ? Math.Min(i, 5) : 5)}\" style=\"width:{Math.Clamp(share, 0, 1.2) * 90:0}px\"></span></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Milliseconds(result.MedianLatency)}</td><td>{Milliseconds(result.LatencyP99)}</td></tr>");
        }
        page.Append("</table></div>");
    }

    private static void WriteTenants(StringBuilder page, Scenario scenario, IReadOnlyList<SimulationResult> results)
    {
        page.Append("<div class=\"scroll\"><table><tr><th>answered in time</th>");
        foreach (var result in results)
            page.Append(CultureInfo.InvariantCulture, $"<th>{Html.Encode(result.Rule)}</th>");
        page.Append("</tr>");
        for (var tenant = 0; tenant < scenario.Tenants.Count; tenant++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Html.Encode(scenario.Tenants[tenant].Name)}</td>");
            for (var i = 0; i < results.Count; i++)
                page.Append(CultureInfo.InvariantCulture, $"<td>{results[i].Tenants[tenant].ServedShare:P1}</td>");
            page.Append("</tr>");
        }
        page.Append("</table></div>");
    }

    private static string Milliseconds(TimeSpan time) => time == TimeSpan.Zero ? "–" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:#,0} ms");

    private static Curve[] CurvesOf(IReadOnlyList<SimulationResult> results, Func<SimulationPoint, double> value) =>
        [.. results.Select((result, index) => new Curve(result.Rule, $"c{Math.Min(index, 5)}", result.Points.Select(point => (point.At, value(point))))).Reverse()];

    /// <summary>From each change to the next one that ends it, or to the end.</summary>
    private static List<(TimeSpan From, TimeSpan To)> ShadesOf(Scenario scenario)
    {
        List<(TimeSpan From, TimeSpan To)> shades = [];
        var changes = scenario.Capacity.Select(step => (step.At, IsWrong: step.Parallelism != 1 || step.Speed != 1))
            .Concat(scenario.Tenants.SelectMany(tenant => tenant.Steps).Select(step => (step.At, IsWrong: step.Factor != 1))).OrderBy(change => change.At).ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].IsWrong)
                shades.Add((changes[i].At, i + 1 < changes.Count ? changes[i + 1].At : scenario.Duration));
        }
        return shades;
    }
}

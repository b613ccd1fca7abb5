using System.Globalization;
using System.Text;

namespace Platform.RateLimiting.Simulation.Pages;

/// <summary>Curves over time as an SVG drawing. Colors are classes, so that the page decides them for light and dark.</summary>
internal sealed class LineChart
{
    private const int Width = 720;
    private const int Height = 250;
    private const int Left = 56;
    private const int Right = 12;
    private const int Top = 30;
    private const int Bottom = 28;

    public required string Title { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What the clock shows at the beginning, where the axis tells the time of day (UTC) and not how much has passed.</summary>
    public DateTimeOffset? Start { get; init; }

    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Where the scale ends; values beyond are cut.</summary>
    public required double Most { get; init; }

    /// <summary>Whether each tenth of the scale is a power of ten; it then begins with 1.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>A level to compare with.</summary>
    public double? Mark { get; init; }

    public string MarkLabel { get; init; } = "";

    /// <summary>Stretches in which something is wrong.</summary>
    public IReadOnlyList<(TimeSpan From, TimeSpan To)> Shades { get; init; } = [];

    public void Write(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Encode(Title)}\">");
        page.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{Left}\" y=\"16\">{Html.Encode(Title)}</text>");
        foreach (var (from, to) in Shades)
            page.Append(CultureInfo.InvariantCulture, $"<rect class=\"shade\" x=\"{X(from):0.#}\" y=\"{Top}\" width=\"{X(to) - X(from):0.#}\" height=\"{Height - Top - Bottom}\"/>");
        foreach (var tick in Ticks())
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\"/>");
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.#}\">{tick:#,0.##}</text>");
        }
        var step = Html.StepOf(Duration);
        // The first full step of the clock that lies within.
        for (var at = Start is { } start ? TimeSpan.FromTicks((step.Ticks - start.UtcTicks % step.Ticks) % step.Ticks) : TimeSpan.Zero; at <= Duration; at += step)
        {
            var anchor = X(at) > Width - Right - 16 ? "end" : "middle";
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"{anchor}\" x=\"{X(at):0.#}\" y=\"{Height - 8}\">{Label(at, step)}</text>");
        }
        foreach (var curve in Curves)
            WriteCurve(page, curve);
        // Over the curves, or nobody would see where they should be.
        if (Mark is { } mark)
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"mark\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(mark):0.#}\" y2=\"{Y(mark):0.#}\"/>");
            // Named beside the title: at the line there are curves.
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" text-anchor=\"end\" x=\"{Width - Right}\" y=\"16\"><tspan class=\"dashes\">- - -</tspan> {Html.Encode(MarkLabel)}</text>");
        }
        page.Append("</svg>");
    }

    private string Label(TimeSpan at, TimeSpan step) => Start is { } start
        ? (start + at).UtcDateTime.ToString(step < TimeSpan.FromMinutes(1) ? "HH:mm:ss" : step < TimeSpan.FromHours(6) ? "HH:mm" : step < TimeSpan.FromDays(1) ? "d MMM HH:mm" : "d MMM", CultureInfo.InvariantCulture)
        : Html.Time(at);

    private void WriteCurve(StringBuilder page, Curve curve)
    {
        page.Append(CultureInfo.InvariantCulture, $"<path class=\"curve {curve.Class}\" d=\"");
        var first = true;
        foreach (var (at, value) in curve.Points)
        {
            if (!double.IsFinite(value))
                continue;
            page.Append(CultureInfo.InvariantCulture, $"{(first ? 'M' : 'L')}{X(at):0.#} {Y(value):0.#}");
            first = false;
        }
        page.Append(CultureInfo.InvariantCulture, $"\"><title>{Html.Encode(curve.Name)}</title></path>");
    }

    private double X(TimeSpan at) => Left + (Width - Left - Right) * Math.Clamp(at / Duration, 0, 1);

    private double Y(double value)
    {
        var share = IsLogarithmic ? Math.Log(Math.Max(1, value)) / Math.Log(Most) : value / Most;
        return Height - Bottom - (Height - Top - Bottom) * Math.Clamp(share, 0, 1);
    }

    private IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
        {
            for (var tick = 1.0; tick <= Most * 1.001; tick *= 10)
                yield return tick;
            yield break;
        }
        var step = Math.Pow(10, Math.Floor(Math.Log10(Most)));
        step = (Most / step) switch { < 2 => step / 4, < 5 => step / 2, _ => step };
        for (var tick = 0.0; tick <= Most * 1.001; tick += step)
            yield return tick;
    }
}

/// <summary>A curve.</summary>
/// <param name="Name">What it is of.</param>
/// <param name="Class">The class that colors it.</param>
/// <param name="Points">Its points.</param>
internal sealed record Curve(string Name, string Class, IEnumerable<(TimeSpan At, double Value)> Points);

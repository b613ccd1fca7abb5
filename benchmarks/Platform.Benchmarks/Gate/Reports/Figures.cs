using System.Globalization;
using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Reports;

/// <summary>Numbers as people read them: three or four digits and a unit.</summary>
internal static class Figures
{
    public static string Show(double value, string unit) => unit switch
    {
        Unit.Ratio => $"{Ratio(value)}x",
        Unit.Nanoseconds => Time(value),
        Unit.PerSecond => $"{Scaled(value, 1000, ["", " k", " M", " G"])}/s",
        Unit.Bytes => Bytes(value),
        Unit.Percent => $"{Digits(value)}%",
        "" => Digits(value),
        _ => $"{Digits(value)} {unit}",
    };

    public static string Spread(Estimate estimate) => string.Create(CultureInfo.InvariantCulture, $"±{estimate.Spread * 100:0.0}%");

    public static string Bytes(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.##} B");

    private static string Ratio(double value)
        => value.ToString(Math.Abs(value) switch { < 0.1 => "0.0000", < 10 => "0.000", _ => "0.0" }, CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) => Scaled(nanoseconds, 1000, [" ns", " µs", " ms", " s"]);

    private static string Scaled(double value, double step, string[] units)
    {
        var unit = 0;
        while (value >= step && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }

        return Digits(value) + units[unit];
    }

    private static string Digits(double value)
        => value.ToString(Math.Abs(value) switch { < 10 => "0.###", < 100 => "0.##", < 1000 => "0.#", _ => "#,0" }, CultureInfo.InvariantCulture);
}

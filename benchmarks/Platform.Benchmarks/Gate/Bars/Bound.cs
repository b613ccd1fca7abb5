using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Benchmarks.Gate.Bars;

/// <summary>What a value may be at most, at least, or exactly, in a canonical unit.</summary>
/// <param name="Least">Lowest value that passes; null for no such limit.</param>
/// <param name="Most">Highest value that passes; null for no such limit.</param>
/// <param name="Unit">Canonical unit.</param>
/// <param name="Text">As it was written.</param>
internal sealed partial record Bound(double? Least, double? Most, string Unit, string Text)
{
    private const string Number = @"[0-9]+(\.[0-9]+)?";
    private const string Word = "[^0-9eE.,<>=≤≥ ]*";

    private static readonly Dictionary<string, (string Unit, double Factor)> Units = new(StringComparer.Ordinal)
    {
        ["×"] = (Rows.Unit.Ratio, 1),
        ["us"] = (Rows.Unit.Nanoseconds, 1e3),
        ["\u00b5s"] = (Rows.Unit.Nanoseconds, 1e3), // the micro sign
        ["\u03bcs"] = (Rows.Unit.Nanoseconds, 1e3), // the Greek letter, which looks the same
        ["ms"] = (Rows.Unit.Nanoseconds, 1e6),
        ["s"] = (Rows.Unit.Nanoseconds, 1e9),
        ["KiB"] = (Rows.Unit.Bytes, 1024),
        ["MiB"] = (Rows.Unit.Bytes, 1024 * 1024),
    };

    /// <summary>Reads <c>&lt;= 0.5x</c>, <c>≥ 10x</c>, <c>= 1 command</c>, <c>0.45x..0.55x</c> and the like.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what is wrong.</exception>
    public static Bound Parse(string text)
    {
        if (Between().Match(text) is { Success: true } between)
        {
            var (least, leastUnit) = Value(between.Groups["least"], between.Groups["leastUnit"]);
            var (most, mostUnit) = Value(between.Groups["most"], between.Groups["mostUnit"]);
            if (leastUnit != mostUnit)
                throw new FormatException($"'{text}' has two units; write it as 0.45x..0.55x.");
            if (least > most)
                throw new FormatException($"'{text}' is empty: its lower end lies above its upper end.");
            return new(least, most, mostUnit, text);
        }

        if (OneSided().Match(text) is not { Success: true } match)
            throw new FormatException($"'{text}' is no bar; write one as '<= 0.5x', '>= 10x', '= 1 command', '<= 15 ns' or '0.45x..0.55x'.");

        var (value, unit) = Value(match.Groups["value"], match.Groups["unit"]);
        return match.Groups["sign"].Value switch
        {
            "<=" or "≤" => new(null, value, unit, text),
            ">=" or "≥" => new(value, null, unit, text),
            _ => new(value, value, unit, text),
        };
    }

    // Written so that a value that is not a number holds nowhere.
    public bool Holds(double value) => double.IsFinite(value) && !(value < Least) && !(value > Most);

    /// <summary>The same bound, further out by a factor on each side it has.</summary>
    public Bound Loosened(double factor) => this with { Least = Least / factor, Most = Most * factor };

    /// <summary>Whether everything that this bound lets pass passes the other too.</summary>
    public bool IsWithin(Bound other)
        => (other.Most is null || Most <= other.Most) && (other.Least is null || Least >= other.Least);

    private static (double Value, string Unit) Value(Group number, Group written)
    {
        var value = double.Parse(number.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return Units.TryGetValue(written.Value, out var known) ? (value * known.Factor, known.Unit) : (value, written.Value);
    }

    // A unit begins with anything but what belongs to numbers and signs, so that "1,000" or "1e3" is an error and no unit.
    [GeneratedRegex(@"^(?<sign><=|≤|>=|≥|=) *(?<value>" + Number + @") ?(?<unit>(?![0-9eE.,<>=≤≥ ])[^<>=≤≥]*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex OneSided();

    [GeneratedRegex(
        "^(?<least>" + Number + ") ?(?<leastUnit>" + Word + @") ?\.\. ?(?<most>" + Number + ") ?(?<mostUnit>" + Word + ")$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Between();
}

using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate.Bars;

/// <summary>Joins what the code measures with what the file demands; either without the other is an error.</summary>
internal sealed class BarTable
{
    private readonly Dictionary<BarKey, Bar> _bars;

    private BarTable(Dictionary<BarKey, Bar> bars) => _bars = bars;

    public Bar this[string area, GateLine line] => _bars[Key(area, line)];

    /// <exception cref="BarsException">A row has no bar, a bar no row, or a bar cannot judge what its row measures.</exception>
    public static BarTable Join(IReadOnlyList<Bar> bars, IEnumerable<(string Area, GateLine Line)> lines)
    {
        List<string> errors = [];
        var byKey = bars.ToDictionary(bar => bar.Key);
        HashSet<BarKey> measured = [];
        foreach (var (area, line) in lines)
        {
            var key = Key(area, line);
            if (!measured.Add(key))
                errors.Add($"'{key}' is measured by two rows.");
            else if (!byKey.TryGetValue(key, out var bar))
                errors.Add($"'{key}' is measured and has no bar: add a line that begins with exactly this.");
            else
                errors.AddRange(Misfits(bar, line).Select(misfit => $"line {bar.LineNumber}: {misfit}"));
        }

        errors.AddRange(bars.Where(bar => !measured.Contains(bar.Key)).Select(bar => $"line {bar.LineNumber}: '{bar.Key}' has a bar and no row measures it."));
        return errors.Count == 0 ? new(byKey) : throw new BarsException(errors);
    }

    private static BarKey Key(string area, GateLine line) => new(area, line.Row, line.Against, line.Measure);

    private static IEnumerable<string> Misfits(Bar bar, GateLine line)
    {
        if (bar.Bound is { } bound)
        {
            if (bound.Unit != line.Unit)
                yield return $"the bar '{bound.Text}' is in '{bound.Unit}', the row measures in '{line.Unit}'.";
            if (line.Better == Better.Lower && bound.Most is null)
                yield return $"lower is better for {line.Measure}, and '{bound.Text}' has no upper end.";
            if (line.Better == Better.Higher && bound.Least is null)
                yield return $"higher is better for {line.Measure}, and '{bound.Text}' has no lower end.";
        }

        if (bar.Bytes is { } bytes)
        {
            if (!line.CountsBytes)
                yield return $"the row counts no bytes, so '{bytes.Text}' cannot be judged.";
            if (bytes.AbovePeer && line.Against is null)
                yield return $"'{bytes.Text}' counts from the peer's bytes, and there is no peer.";
        }
    }
}

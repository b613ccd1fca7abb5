namespace Platform.Benchmarks.Gate.Bars;

/// <summary>Reads <c>bars.txt</c>: one bar on a line, seven columns between bars, <c>-</c> for nothing, <c>#</c> before a remark.</summary>
internal static class BarsFile
{
    private const string Columns = "area | row | against | measure | bar | aim | bytes";

    /// <exception cref="BarsException">Something is wrong; the message names every line and what is wrong with it.</exception>
    public static IReadOnlyList<Bar> Parse(string text)
    {
        List<Bar> bars = [];
        List<string> errors = [];
        Dictionary<BarKey, int> seen = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.Trim();
            if (content.IsEmpty || content[0] == '#')
                continue;

            try
            {
                var bar = ParseLine(number, content.ToString());
                if (seen.TryGetValue(bar.Key, out var first))
                    throw new FormatException($"'{bar.Key}' has a bar already, in line {first}.");
                seen.Add(bar.Key, number);
                bars.Add(bar);
            }
            catch (FormatException error)
            {
                errors.Add($"line {number}: {error.Message}");
            }
        }

        return errors.Count == 0 ? bars : throw new BarsException(errors);
    }

    private static Bar ParseLine(int number, string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        if (cells.Length != 7)
            throw new FormatException($"{cells.Length} columns where there should be seven: {Columns}.");
        if (Array.FindIndex(cells, cell => cell.Length == 0) is >= 0 and var empty)
            throw new FormatException($"column {empty + 1} is empty; write '-' for nothing.");
        if (Optional(cells[0]) is not { } area || Optional(cells[1]) is not { } row || Optional(cells[3]) is not { } measure)
            throw new FormatException("area, row and measure cannot be '-'.");

        var bound = Optional(cells[4]) is { } bar ? Bound.Parse(bar) : null;
        var aim = Optional(cells[5]) is { } better ? Bound.Parse(better) : null;
        var bytes = Optional(cells[6]) is { } allocated ? BytesBar.Parse(allocated) : null;
        if (bound is null && bytes is null)
            throw new FormatException("judges nothing: it has neither a bar nor a bar for bytes.");
        if (aim is not null)
            RequireSense(aim, bound);
        return new(number, new(area, row, Optional(cells[2]), measure), bound, aim, bytes);
    }

    private static void RequireSense(Bound aim, Bound? bar)
    {
        if (bar is null)
            throw new FormatException($"the aim '{aim.Text}' has no bar before it.");
        if (aim.Unit != bar.Unit)
            throw new FormatException($"the aim '{aim.Text}' and the bar '{bar.Text}' have different units.");
        if (!aim.IsWithin(bar))
            throw new FormatException($"the aim '{aim.Text}' asks for less than the bar '{bar.Text}'.");
    }

    private static string? Optional(string cell) => cell == "-" ? null : cell;
}

/// <summary>The bars cannot be used as they stand.</summary>
internal sealed class BarsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

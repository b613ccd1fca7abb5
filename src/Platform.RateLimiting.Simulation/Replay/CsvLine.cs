namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>Comma-separated values (RFC 4180, one record in a line) whose first line names the columns.</summary>
internal sealed class CsvLine : ILineReader
{
    private readonly int _time;
    private readonly int _key;
    private readonly int _cost;
    private readonly int _status;
    private readonly List<string> _values = [];

    public CsvLine(string header, string[] time, string[] key, string[] cost, string[] status, AccessLogOptions options)
    {
        if (!TryCut(header, _values))
            throw new FormatException("The first line names the columns, and a quote in it is not closed.");
        var columns = _values.ToArray();
        _time = Find(columns, time, "time", required: true);
        _key = Find(columns, key, "key", required: true);
        _cost = Find(columns, cost, "cost", required: options.CostField is not null);
        _status = Find(columns, status, "status", required: options.StatusField is not null);
    }

    public bool SkipsFirstLine => true;

    public string? Read(string line, out LogFields fields)
    {
        fields = default;
        if (!TryCut(line, _values))
            return "has a quote that is not closed";
        if (_values.Count <= Math.Max(_time, _key))
            return $"has only {_values.Count} columns";
        fields = new LogFields(_values[_time], _values[_key], At(_cost), At(_status));
        return null;
    }

    private string? At(int column) => column >= 0 && column < _values.Count ? _values[column] : null;

    private static int Find(string[] columns, string[] names, string what, bool required)
    {
        foreach (var name in names)
        {
            var found = Array.FindIndex(columns, column => string.Equals(column.Trim(), name, StringComparison.OrdinalIgnoreCase));
            if (found >= 0)
                return found;
        }
        return required
            ? throw new FormatException($"No column tells the {what}: there is none of {string.Join(", ", names)} among {string.Join(", ", columns.Take(30))}.")
            : -1;
    }

    private static bool TryCut(string line, List<string> values)
    {
        values.Clear();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var text = new System.Text.StringBuilder();
                for (at++; ; at++)
                {
                    if (at >= line.Length)
                        return false;
                    if (line[at] == '"' && (++at >= line.Length || line[at] != '"'))
                        break;
                    text.Append(line[at]);
                }
                values.Add(text.ToString());
                var comma = line.IndexOf(',', at);
                at = comma < 0 ? line.Length + 1 : comma + 1;
            }
            else
            {
                var comma = line.IndexOf(',', at);
                values.Add(comma < 0 ? line[at..] : line[at..comma]);
                at = comma < 0 ? line.Length + 1 : comma + 1;
            }
            if (at > line.Length)
                return true;
        }
    }
}

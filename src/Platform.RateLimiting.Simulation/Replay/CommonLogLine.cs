using System.Text.RegularExpressions;

namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>The Common Log Format: <c>host ident user [time] "request" status bytes</c>, and whatever stands behind.</summary>
internal sealed partial class CommonLogLine : ILineReader
{
    private readonly bool _byUser;

    public CommonLogLine(string? keyField) => _byUser = keyField?.ToUpperInvariant() switch
    {
        null or "HOST" or "IP" => false,
        "USER" => true,
        _ => throw new FormatException($"The Common Log Format has no field \"{keyField}\": say host or user."),
    };

    public bool SkipsFirstLine => false;

    public static bool IsMatch(string line) => Line().IsMatch(line);

    public string? Read(string line, out LogFields fields)
    {
        fields = default;
        var match = Line().Match(line);
        if (!match.Success)
            return "is not in the Common Log Format";
        fields = new LogFields(match.Groups[3].Value, match.Groups[_byUser ? 2 : 1].Value, null, match.Groups[4].Value);
        return null;
    }

    // Linear: no two parts of it can match the same text, and it cannot go back behind a quote.
    [GeneratedRegex("""^(\S+) \S+ (\S+) \[([^\]]+)\] "(?:[^"\\]|\\.)*" (\d{3}|-)(?:\s|$)""", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}

namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>Finds out how a log is written.</summary>
internal static class LineReaders
{
    public static ILineReader For(AccessLogOptions options, string firstLine, string[] timeFields, string[] keyFields, string[] statusFields)
    {
        var format = options.Format != AccessLogFormat.Automatic ? options.Format
            : firstLine.TrimStart().StartsWith('{') ? AccessLogFormat.Ndjson
            : CommonLogLine.IsMatch(firstLine) ? AccessLogFormat.CommonLog
            : AccessLogFormat.Csv;
        var time = Names(options.TimeField, timeFields);
        var key = Names(options.KeyField, keyFields);
        var cost = Names(options.CostField, ["cost"]);
        var status = Names(options.StatusField, statusFields);
        return format switch
        {
            AccessLogFormat.Ndjson => new JsonLine(time, key, cost, status),
            AccessLogFormat.CommonLog => new CommonLogLine(options.KeyField),
            _ => new CsvLine(firstLine, time, key, cost, status, options),
        };
    }

    private static string[] Names(string? asked, string[] usual) => asked is null ? usual : [asked];
}

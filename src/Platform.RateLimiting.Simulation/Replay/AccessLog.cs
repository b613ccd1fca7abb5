using System.Globalization;
using System.Net;
using Platform.RateLimiting.Simulation.Replay;

namespace Platform.RateLimiting.Simulation;

/// <summary>The calls of an access log, in the order of time.</summary>
public sealed class AccessLog
{
    /// <summary>A line longer than this is a fault and no call: 1 MiB.</summary>
    public const int LongestLine = 1 << 20;

    private const int MostFaultsKept = 20;

    private static readonly string[] TimeFields = ["time", "timestamp", "@timestamp", "ts", "date"];
    private static readonly string[] KeyFields = ["key", "client", "client_ip", "ip", "remote_addr", "host", "user", "request.client_ip", "request.remote_ip"];
    private static readonly string[] StatusFields = ["status", "status_code"];

    private AccessLog(IReadOnlyList<AccessLogEntry> entries, long faultCount, IReadOnlyList<string> faults) => (Entries, FaultCount, Faults) = (entries, faultCount, faults);

    /// <summary>The calls.</summary>
    public IReadOnlyList<AccessLogEntry> Entries { get; }

    /// <summary>How many lines could not be read, and are left out.</summary>
    public long FaultCount { get; }

    /// <summary>The first of these, each with its line number and what is wrong with it.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Reads a log. Lines that cannot be read are left out and counted; empty ones are skipped.</summary>
    /// <param name="reader">The log.</param>
    /// <param name="options">Where it says what; left out, it is found out.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The calls.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">The log as a whole cannot be read: it has no line, or a field that was asked for is not there. The message says what there is.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<AccessLog> ReadAsync(TextReader reader, AccessLogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        options ??= new AccessLogOptions();
        List<AccessLogEntry> entries = [];
        List<string> faults = [];
        long faultCount = 0;
        // A log of millions of lines has thousands of keys.
        Dictionary<string, RateLimitKey> keys = new(StringComparer.Ordinal);
        ILineReader? lines = null;
        var number = 0L;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            line = number == 1 ? line.TrimStart('\uFEFF') : line;
            if (lines is null)
            {
                lines = LineReaders.For(options, line, TimeFields, KeyFields, StatusFields);
                if (lines.SkipsFirstLine)
                    continue;
            }
            var fault = line.Length > LongestLine ? "is longer than a mebibyte" : Read(lines, line, keys, entries);
            if (fault is null)
                continue;
            faultCount++;
            if (faults.Count < MostFaultsKept)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"Line {number} {fault}."));
        }
        if (lines is null)
            throw new FormatException("The log is empty.");
        // Web servers write a line when a call ends, so logs are not quite in order. The sort keeps those of one time as they are.
        return new AccessLog([.. entries.OrderBy(static entry => entry.At)], faultCount, faults);
    }

    private static string? Read(ILineReader lines, string line, Dictionary<string, RateLimitKey> keys, List<AccessLogEntry> entries)
    {
        if (lines.Read(line, out var fields) is { } fault)
            return fault;
        if (!LogTime.TryParse(fields.Time, out var at))
            return $"has no time that can be read: \"{Shorten(fields.Time)}\"";
        if (string.IsNullOrEmpty(fields.Key) || fields.Key == "-")
            return "does not say whom the call counts for";
        long cost = 1;
        if (fields.Cost is { Length: > 0 } written && (!long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out cost) || cost < 1))
            return $"has a cost of \"{Shorten(written)}\", which is no number of permits";
        var status = 0;
        if (fields.Status is { Length: > 0 } statusText && statusText != "-" && !int.TryParse(statusText, NumberStyles.None, CultureInfo.InvariantCulture, out status))
            return $"has a status of \"{Shorten(statusText)}\", which is no number";
        if (!keys.TryGetValue(fields.Key, out var key))
            keys.Add(fields.Key, key = KeyOf(fields.Key));
        entries.Add(new AccessLogEntry(at, key, cost, status));
        return null;
    }

    private static RateLimitKey KeyOf(string text) =>
        IPAddress.TryParse(text, out var address) ? RateLimitKey.ClientAddress(address)
        : RateLimitKey.TryParse(text, out var key) ? key
        : RateLimitKey.Text(text);

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 40 ? text : text[..40] + "…";
}

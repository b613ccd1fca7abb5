using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityDesk.Health;

/// <summary>
/// Asks every health check of the host, and remembers since when each says what it says. One that hangs takes nobody along: it is
/// <see cref="CheckState.Silent"/>, and is not asked again while the first question is still open, so that looking often does not heap up
/// questions.
/// </summary>
internal sealed class HealthWatch(HealthCheckService health, IOptions<HealthCheckServiceOptions> options, TimeProvider time)
{
    /// <summary>How long a check may take. All are asked at once, so the page takes no longer than this either.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int LongestDescription = 500;

    private readonly Lock _asking = new();
    private readonly Dictionary<string, Task<HealthReportEntry?>> _open = [];
    private readonly ConcurrentDictionary<string, (CheckState State, DateTimeOffset Since)> _seen = new();

    /// <summary>How all stand now, the worst first.</summary>
    public async Task<IReadOnlyList<CheckStanding>> AskAsync(CancellationToken cancellationToken)
    {
        var standings = await Task.WhenAll(options.Value.Registrations.Select(registration => AskAsync(registration, cancellationToken)));
        return
        [
            .. standings.OrderByDescending(static standing => standing.State)
                .ThenBy(static standing => standing.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>What a machine was told is remembered too.</summary>
    public void Note(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
            SinceWhen(name, StateOf(entry));
    }

    private async Task<CheckStanding> AskAsync(HealthCheckRegistration registration, CancellationToken cancellationToken)
    {
        HealthReportEntry? entry;
        try
        {
            entry = await OpenQuestion(registration).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            entry = null;
        }

        var state = StateOf(entry);
        var words = entry is { } said ? Describe(said) : $"It did not answer within {Patience.TotalSeconds:0} seconds.";
        return new CheckStanding(registration.Name, state, words, SinceWhen(registration.Name, state));
    }

    private Task<HealthReportEntry?> OpenQuestion(HealthCheckRegistration registration)
    {
        lock (_asking)
        {
            if (!_open.TryGetValue(registration.Name, out var question) || question.IsCompleted)
                _open[registration.Name] = question = QuestionAsync(registration);
            return question;
        }
    }

    /// <summary>Not by the token of whoever looks: others may be waiting for the same answer.</summary>
    /// <returns><see langword="null"/> where it was given up.</returns>
    private async Task<HealthReportEntry?> QuestionAsync(HealthCheckRegistration registration)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var report = await health.CheckHealthAsync(each => each == registration, patience.Token);
            return report.Entries[registration.Name];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private DateTimeOffset SinceWhen(string name, CheckState state)
    {
        var now = time.GetUtcNow();
        return _seen.AddOrUpdate(name, _ => (state, now), (_, seen) => seen.State == state ? seen : (state, now)).Since;
    }

    private static CheckState StateOf(HealthReportEntry? entry) => entry?.Status switch
    {
        null => CheckState.Silent,
        HealthStatus.Healthy => CheckState.Works,
        HealthStatus.Degraded => CheckState.WorksInPart,
        _ => CheckState.Fails,
    };

    /// <summary>
    /// A check's own words. What an exception says is not for a page: it may have addresses and names of accounts in it, and stands in the
    /// log.
    /// </summary>
    private static string? Describe(HealthReportEntry entry)
    {
        var words = entry.Description;
        if (entry.Exception is { } failure && (words is null || Causes(failure).Any(each => words.Contains(each.Message, StringComparison.Ordinal))))
            return "The check itself failed. The desk’s log says why.";
        return words is { Length: > LongestDescription } ? $"{words[..LongestDescription]}…" : words;
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var each = failure; each is not null; each = each.InnerException)
            yield return each;
    }
}

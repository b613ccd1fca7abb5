using Microsoft.Extensions.Options;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.TopTalkers;

namespace Platform.RateLimiting.Simulation;

/// <summary>
/// Replays the calls of an access log against a policy, in virtual time and with the gate that a host would use: what would it have done? What it cannot know is what
/// the refused callers would have done then.
/// </summary>
public static class PolicyReplay
{
    private const int MostPoints = 240;

    /// <summary>Replays a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policy">The policy. Where it follows behavior, the statuses in the log are what it follows.</param>
    /// <param name="name">The policy's name.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>What the policy would have done.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The log has no calls, or the policy has quotas.</exception>
    /// <exception cref="OptionsValidationException">The policy cannot hold; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static ReplayResult Run(AccessLog log, RateLimitPolicyOptions policy, string name = "replayed", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (log.Entries.Count == 0)
            throw new ArgumentException("The log has no calls.", nameof(log));
        if (policy.Quotas.Count > 0)
            throw new ArgumentException("Quotas are not replayed: their windows are far longer than a log usually is, and what was used before it began is unknown. Leave them out, and the limits tell.", nameof(policy));
        if (PolicyFaults.Of(name, policy).ToList() is { Count: > 0 } faults)
            throw new OptionsValidationException(name, typeof(RateLimitPolicyOptions), faults);

        var from = log.Entries[0].At;
        var clock = new SimulationClock(from);
        var time = new GcraClock(clock);
        using var telemetry = new Telemetry();
        var compiled = new RateLimitPolicy(name);
        compiled.Snapshot = PolicyCompiler.Compile(compiled, policy, null, time);
        var gate = new LocalRateGate(time, telemetry, new TopTalkerSampler(time, 0));
        var behavior = new ConsumerBehavior(time, clock, telemetry);
        var course = new Course(from, log.Entries[^1].At);
        Dictionary<RateLimitKey, Tally> tallies = [];
        Dictionary<string, long> byLimit = new(StringComparer.Ordinal);
        foreach (var entry in log.Entries)
        {
            clock.RunUntil(entry.At - from, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            gate.TryAcquire(compiled, entry.Key, out var decision, entry.Cost);
            // A policy in shadow mode refuses nobody; the question is what it would.
            var refused = decision.Outcome is RateLimitOutcome.Refused or RateLimitOutcome.Blocked or RateLimitOutcome.Shadowed;
            var tally = tallies.TryGetValue(entry.Key, out var known) ? known : tallies[entry.Key] = new Tally();
            tally.Count(entry, refused, decision);
            course.Count(entry.At, refused);
            if (refused)
            {
                var limit = decision.Decisive?.Limit ?? "block-list";
                byLimit[limit] = byLimit.GetValueOrDefault(limit) + 1;
            }
            if (policy.Behavior is not null)
                behavior.Observe(compiled, entry.Key, OutcomeOf(entry.Status, refused));
        }
        return new ReplayResult(
            name, log.Entries.Count, tallies.Values.Sum(tally => tally.Refused), byLimit,
            [.. tallies.Where(tally => tally.Value.Refused > 0).OrderByDescending(tally => tally.Value.Refused).ThenBy(tally => tally.Key.ToString(), StringComparer.Ordinal).Select(tally => tally.Value.Result(tally.Key))],
            tallies.Count, course.Points(), from, log.Entries[^1].At);
    }

    private static ConsumerCallOutcome OutcomeOf(int status, bool refused) => refused ? ConsumerCallOutcome.Refused : status switch
    {
        401 or 403 or 404 or 405 => ConsumerCallOutcome.Probed,
        503 => ConsumerCallOutcome.Ordinary,
        >= 500 => ConsumerCallOutcome.Failed,
        _ => ConsumerCallOutcome.Ordinary,
    };

    private sealed class Tally
    {
        private DateTimeOffset _first;
        private DateTimeOffset _last;
        private TimeSpan _longest;
        private bool _forever;
        private string _explanation = "";

        public long Calls { get; private set; }

        public long Refused { get; private set; }

        public void Count(in AccessLogEntry entry, bool refused, in RateLimitDecision decision)
        {
            Calls++;
            if (!refused)
                return;
            if (Refused++ == 0)
                (_first, _explanation) = (entry.At, decision.Explain());
            _last = entry.At;
            if (decision.Outcome == RateLimitOutcome.Blocked || decision.Decisive?.RetryAfter is not { } wait)
                _forever = true;
            else if (wait > _longest)
                _longest = wait;
        }

        public ReplayConsumer Result(in RateLimitKey key) => new(key.ToString(), Calls, Refused, _first, _last, _forever ? null : _longest, _explanation);
    }

    private sealed class Course(DateTimeOffset from, DateTimeOffset to)
    {
        private readonly long _ticks = Math.Max(TimeSpan.TicksPerSecond, (to - from).Ticks / MostPoints + 1);
        private readonly long[] _calls = new long[MostPoints + 1];
        private readonly long[] _refused = new long[MostPoints + 1];

        public void Count(DateTimeOffset at, bool refused)
        {
            var place = (at - from).Ticks / _ticks;
            _calls[place]++;
            _refused[place] += refused ? 1 : 0;
        }

        public ReplayPoint[] Points() => [.. Enumerable.Range(0, (int)((to - from).Ticks / _ticks) + 1).Select(place => new ReplayPoint(from.AddTicks(place * _ticks), _calls[place], _refused[place]))];
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.RateLimiting.Policies;

namespace Platform.RateLimiting;

/// <summary>What the package measures. No key is ever a tag: there are as many of them as consumers.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source = new("Platform.RateLimiting");
    private readonly Meter _meter = new("Platform.RateLimiting");
    private readonly Counter<long> _decisions;

    public Telemetry()
    {
        _decisions = _meter.CreateCounter<long>("platform.ratelimiting.decisions", "{decision}", "Decisions by policy and outcome; of refusals also the limit that refuses longest.");
    }

    /// <summary>Whether anybody collects the count of decisions.</summary>
    public bool IsWatched => _decisions.Enabled;

    /// <summary>Measures the policies whenever somebody collects.</summary>
    public void Observe(RateLimitPolicies policies)
    {
        _meter.CreateObservableUpDownCounter("platform.ratelimiting.keys", () => OfLimits(policies, state => state.EstimateLiveKeys()), "{key}", "Keys that owe something, reckoned from a sample of the table.");
        _meter.CreateObservableUpDownCounter("platform.ratelimiting.table.memory", () => OfLimits(policies, state => state.Bytes), "By", "Address space of the key tables.");
        _meter.CreateObservableCounter("platform.ratelimiting.table.shared_decisions", () => OfLimits(policies, state => state.SharedTakes), "{decision}", "Decisions made from a shared bucket, because the table had no place for the key.");
        _meter.CreateObservableCounter("platform.ratelimiting.table.evictions", () => OfLimits(policies, state => state.Evictions), "{key}", "Keys that were put out of the table for another.");
    }

    /// <summary>Counts a decision, and marks the current span with one that is not a plain admission.</summary>
    public void Report(in RateLimitDecision decision)
    {
        var policy = Policy(decision.Policy.Name);
        var outcome = new KeyValuePair<string, object?>("platform.ratelimiting.outcome", NameOf(decision.Outcome));
        var limit = decision.Outcome is RateLimitOutcome.Refused or RateLimitOutcome.Shadowed && decision.Count > 0 ? decision.Plan.Limits[decision.DecisiveIndex].Name : null;
        if (limit is null)
            _decisions.Add(1, policy, outcome);
        else
            _decisions.Add(1, policy, outcome, LimitTag(limit));
        if (decision.Outcome == RateLimitOutcome.Admitted || Activity.Current is not { IsAllDataRequested: true } span)
            return;
        span.SetTag("platform.ratelimiting.policy", decision.Policy.Name);
        span.SetTag("platform.ratelimiting.outcome", NameOf(decision.Outcome));
        if (limit is not null)
            span.SetTag("platform.ratelimiting.limit", limit);
    }

    /// <summary>A span for a change of the policies.</summary>
    public Activity? StartApplying(int policies) => _source.StartActivity("ratelimiting apply policies")?.SetTag("platform.ratelimiting.policies", policies);

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static IEnumerable<Measurement<long>> OfLimits(RateLimitPolicies policies, Func<Gcra.KeyTable, long> measure) =>
        from policy in policies.All
        from limit in policy.Snapshot.Plan.Limits
        select new Measurement<long>(measure(limit.State.Table), Policy(policy.Name), LimitTag(limit.Name));

    private static KeyValuePair<string, object?> Policy(string name) => new("platform.ratelimiting.policy", name);

    private static KeyValuePair<string, object?> LimitTag(string name) => new("platform.ratelimiting.limit", name);

    private static string NameOf(RateLimitOutcome outcome) => outcome switch
    {
        RateLimitOutcome.Admitted => "admitted",
        RateLimitOutcome.Refused => "refused",
        RateLimitOutcome.Shadowed => "shadowed",
        RateLimitOutcome.AllowListed => "allow-listed",
        _ => "blocked",
    };
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Quotas;

namespace Platform.RateLimiting;

/// <summary>What the package measures. No key is ever a tag: there are as many of them as consumers.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source = new("Platform.RateLimiting");
    private readonly Meter _meter = new("Platform.RateLimiting");
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _quotaDecisions;
    private readonly Counter<long> _warnings;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _batches;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private readonly Counter<long> _loadDecisions;
    private readonly Histogram<double> _loadWait;
    private readonly Counter<long> _behaviorChanges;
    private readonly Counter<long> _outboundRequests;
    private readonly ConcurrentDictionary<AdaptiveLimiter, bool> _limiters = new();

    public Telemetry()
    {
        _decisions = _meter.CreateCounter<long>("platform.ratelimiting.decisions", "{decision}", "Decisions by policy and outcome; of refusals also the limit that refuses longest.");
        _quotaDecisions = _meter.CreateCounter<long>("platform.ratelimiting.quota.decisions", "{decision}", "Decisions of policies with quotas that no limit refused, by policy, outcome and who made them; of refusals also the quota that refuses longest.");
        _warnings = _meter.CreateCounter<long>("platform.ratelimiting.quota.warnings", "{warning}", "Consumers that reached a warning level, by policy, quota and level.");
        _lost = _meter.CreateCounter<long>("platform.ratelimiting.ledger.lost_usage", "{permit}", "Permits whose use could not be written before the process ended.");
        _batches = _meter.CreateCounter<long>("platform.ratelimiting.ledger.batches", "{batch}", "Transactions of the usage ledger by how they ended.");
        _batchSize = _meter.CreateHistogram<long>("platform.ratelimiting.ledger.batch.size", "{entry}", "How many decisions and corrections went into a transaction.");
        _batchDuration = _meter.CreateHistogram<double>("platform.ratelimiting.ledger.batch.duration", "s", "How long transactions of the usage ledger took.");
        _loadDecisions = _meter.CreateCounter<long>("platform.ratelimiting.adaptive.decisions", "{decision}", "Decisions of adaptive limits, by limiter, priority and outcome.");
        InstrumentAdvice<double> waits = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1] };
        _loadWait = _meter.CreateHistogram<double>("platform.ratelimiting.adaptive.wait", "s", "How long calls waited for a place that did not get one at once.", advice: waits);
        _meter.CreateObservableUpDownCounter("platform.ratelimiting.adaptive.limit", () => OfLimiters(static state => state.Limit), "{call}", "How many calls may run at once.");
        _meter.CreateObservableUpDownCounter("platform.ratelimiting.adaptive.running", () => OfLimiters(static state => state.Running), "{call}", "How many calls run.");
        _meter.CreateObservableUpDownCounter("platform.ratelimiting.adaptive.waiting", () => OfLimiters(static state => state.Waiting), "{call}", "How many calls wait.");
        _behaviorChanges = _meter.CreateCounter<long>("platform.ratelimiting.behavior.changes", "{step}", "Steps of consumers' factors, by policy, direction and reason.");
        _outboundRequests = _meter.CreateCounter<long>("platform.ratelimiting.outbound.requests", "{request}", "Requests to other services, by whether they were sent or held back.");
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

    /// <summary>Whether anybody collects the count of decisions on quotas.</summary>
    public bool AreQuotasWatched => _quotaDecisions.Enabled;

    /// <summary>Tells whether the ledger answers, whenever somebody collects.</summary>
    public void ObserveLedger(Func<bool> isAvailable) => _meter.CreateObservableUpDownCounter(
        "platform.ratelimiting.ledger.available", () => isAvailable() ? 1L : 0L, "{store}", "1 while the usage ledger answers, 0 while it is done without.");

    /// <summary>Counts a decision on quotas, and marks the current span with what a quota refuses.</summary>
    public void ReportQuotas(in RateLimitDecision decision, QuotaSource source)
    {
        var quota = decision.DecisiveQuotaIndex is var index and >= 0 ? decision.QuotaWindows!.Quotas[index].Name : null;
        var outcome = new KeyValuePair<string, object?>("platform.ratelimiting.outcome", NameOf(decision.Outcome));
        var by = new KeyValuePair<string, object?>("platform.ratelimiting.source", NameOf(source));
        if (quota is null)
            _quotaDecisions.Add(1, Policy(decision.Policy.Name), outcome, by);
        else
            _quotaDecisions.Add(1, [Policy(decision.Policy.Name), outcome, by, QuotaTag(quota)]);
        if (decision.Outcome == RateLimitOutcome.Admitted || (quota is null && !decision.IsLedgerMissing) || Activity.Current is not { IsAllDataRequested: true } span)
            return;
        span.SetTag("platform.ratelimiting.policy", decision.Policy.Name);
        span.SetTag("platform.ratelimiting.outcome", NameOf(decision.Outcome));
        span.SetTag("platform.ratelimiting.source", NameOf(source));
        if (quota is not null)
            span.SetTag("platform.ratelimiting.quota", quota);
    }

    public void Warned(QuotaWarning warning) =>
        _warnings.Add(1, Policy(warning.Policy), QuotaTag(warning.Quota), new("platform.ratelimiting.level", warning.Percent));

    public void Lost(long permits) => _lost.Add(permits);

    /// <summary>A span for a transaction of the ledger, of its own: it serves many requests.</summary>
    public Activity? StartCommit(int entries) =>
        _source.StartActivity("ratelimiting commit usage", ActivityKind.Client, parentContext: default)?.SetTag("platform.ratelimiting.ledger.batch_size", entries);

    public void Committed(int entries, bool isCommitted, TimeSpan duration)
    {
        var result = new KeyValuePair<string, object?>("platform.ratelimiting.ledger.result", isCommitted ? "committed" : "failed");
        _batches.Add(1, result);
        _batchSize.Record(entries, result);
        _batchDuration.Record(duration.TotalSeconds, result);
    }

    /// <summary>Measures a limiter whenever somebody collects, as long as it is not forgotten.</summary>
    public void Observe(AdaptiveLimiter limiter) => _limiters.TryAdd(limiter, true);

    /// <summary>Measures it no longer.</summary>
    public void Forget(AdaptiveLimiter limiter) => _limiters.TryRemove(limiter, out _);

    /// <summary>Counts what became of a call. Not on its span: of one that waited it is decided while another call ends.</summary>
    public void ReportLoad(AdaptiveLimiter limiter, LoadPriority priority, LoadDecision decision, long waitedTicks)
    {
        if (_loadDecisions.Enabled)
            _loadDecisions.Add(1, Limiter(limiter.Name), Priority(priority), LoadOutcome(NameOf(decision)));
        if (waitedTicks > 0 && _loadWait.Enabled)
            _loadWait.Record(TimeSpan.FromTicks(waitedTicks).TotalSeconds, Limiter(limiter.Name), Priority(priority));
    }

    /// <summary>Marks the current span with what became of its call, where that is not a plain admission.</summary>
    public static void MarkLoad(LoadPriority priority, LoadDecision decision)
    {
        if (decision == LoadDecision.Admitted || Activity.Current is not { IsAllDataRequested: true } span)
            return;
        span.SetTag("platform.ratelimiting.adaptive.outcome", NameOf(decision));
        span.SetTag("platform.ratelimiting.adaptive.priority", NameOf(priority));
    }

    /// <summary>Counts a call whose caller left while it waited.</summary>
    public void ReportLeft(AdaptiveLimiter limiter, LoadPriority priority) => _loadDecisions.Add(1, Limiter(limiter.Name), Priority(priority), LoadOutcome("left"));

    /// <summary>Counts steps of a consumer's factor.</summary>
    public void ReportBehavior(RateLimitPolicy policy, ConsumerBehaviorReason reason, int moved, bool isShadow) => _behaviorChanges.Add(
        Math.Abs(moved),
        Policy(policy.Name),
        new("platform.ratelimiting.behavior.direction", (moved > 0, isShadow) switch { (true, false) => "down", (false, false) => "up", (true, true) => "down, shadow", _ => "up, shadow" }),
        new("platform.ratelimiting.behavior.reason", NameOf(reason)));

    /// <summary>Counts a request to another service.</summary>
    public void ReportOutbound(bool heldBack, bool isShadow)
    {
        if (_outboundRequests.Enabled)
            _outboundRequests.Add(1, new KeyValuePair<string, object?>("platform.ratelimiting.outbound.outcome", !heldBack ? "sent" : isShadow ? "shadowed" : "held-back"));
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

    private IEnumerable<Measurement<long>> OfLimiters(Func<AdaptiveLimiterState, long> measure) =>
        _limiters.Keys.Select(limiter => new Measurement<long>(measure(limiter.GetState()), Limiter(limiter.Name)));

    private static KeyValuePair<string, object?> Limiter(string name) => new("platform.ratelimiting.adaptive.limiter", name);

    private static KeyValuePair<string, object?> Priority(LoadPriority priority) => new("platform.ratelimiting.adaptive.priority", NameOf(priority));

    private static KeyValuePair<string, object?> LoadOutcome(string outcome) => new("platform.ratelimiting.adaptive.outcome", outcome);

    private static string NameOf(LoadPriority priority) => priority switch
    {
        LoadPriority.Background => "background",
        LoadPriority.Important => "important",
        LoadPriority.Critical => "critical",
        _ => "normal",
    };

    private static string NameOf(LoadDecision decision) => decision switch
    {
        LoadDecision.Admitted => "admitted",
        LoadDecision.Shadowed => "shadowed",
        LoadDecision.QueueFull => "queue-full",
        _ => "waited-too-long",
    };

    private static string NameOf(ConsumerBehaviorReason reason) => reason switch
    {
        ConsumerBehaviorReason.Failing => "failing",
        ConsumerBehaviorReason.Probing => "probing",
        ConsumerBehaviorReason.Hammering => "hammering",
        ConsumerBehaviorReason.Costly => "costly",
        _ => "none",
    };

    private static KeyValuePair<string, object?> Policy(string name) => new("platform.ratelimiting.policy", name);

    private static KeyValuePair<string, object?> LimitTag(string name) => new("platform.ratelimiting.limit", name);

    private static KeyValuePair<string, object?> QuotaTag(string name) => new("platform.ratelimiting.quota", name);

    private static string NameOf(QuotaSource source) => source switch
    {
        QuotaSource.Ledger => "ledger",
        QuotaSource.Lease => "lease",
        QuotaSource.Memory => "memory",
        _ => "process",
    };

    private static string NameOf(RateLimitOutcome outcome) => outcome switch
    {
        RateLimitOutcome.Admitted => "admitted",
        RateLimitOutcome.Refused => "refused",
        RateLimitOutcome.Shadowed => "shadowed",
        RateLimitOutcome.AllowListed => "allow-listed",
        _ => "blocked",
    };
}

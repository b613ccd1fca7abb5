using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.RateLimiting.Redis;

/// <summary>What the package measures. No key is ever a tag.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly ActivitySource _source = new("Platform.RateLimiting.Redis");
    private readonly Meter _meter = new("Platform.RateLimiting.Redis");
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _scripts;
    private readonly Counter<long> _settlements;

    public Telemetry()
    {
        _decisions = _meter.CreateCounter<long>("platform.ratelimiting.redis.decisions", "{decision}", "Decisions by policy and by who made them.");
        _calls = _meter.CreateCounter<long>("platform.ratelimiting.redis.calls", "{call}", "Calls to Redis by what they were for and how they ended.");
        _duration = _meter.CreateHistogram<double>("platform.ratelimiting.redis.call.duration", "s", "How long calls to Redis took.");
        _changes = _meter.CreateCounter<long>("platform.ratelimiting.redis.state_changes", "{change}", "How often Redis was given up and came back.");
        _scripts = _meter.CreateCounter<long>("platform.ratelimiting.redis.script_loads", "{script}", "How often Redis did not know a script and was given it again.");
        _settlements = _meter.CreateCounter<long>("platform.ratelimiting.redis.lost_settlements", "{settlement}", "Reservations whose correction did not reach Redis.");
    }

    /// <summary>Whether anybody collects who made decisions, or follows a span.</summary>
    public bool IsWatched => _decisions.Enabled || Activity.Current is not null;

    /// <summary>Whether anybody follows spans of this source.</summary>
    public bool IsTraced => _source.HasListeners();

    /// <summary>Tells whether Redis is used, whenever somebody collects.</summary>
    public void Observe(Func<bool> isAvailable) => _meter.CreateObservableUpDownCounter(
        "platform.ratelimiting.redis.available", () => isAvailable() ? 1L : 0L, "{store}", "1 while Redis decides, 0 while it is done without.");

    public void Decided(string policy, DecisionSource source)
    {
        var by = NameOf(source);
        _decisions.Add(1, new("platform.ratelimiting.policy", policy), new("platform.ratelimiting.source", by));
        if (source > DecisionSource.Memory && Activity.Current is { IsAllDataRequested: true } span)
            span.SetTag("platform.ratelimiting.source", by);
    }

    /// <summary>A span of a call, below the request that began it.</summary>
    public Activity? StartCall(string script, ActivityContext parent) =>
        _source.StartActivity("ratelimiting redis call", ActivityKind.Client, parent)?.SetTag("platform.ratelimiting.redis.script", script);

    public void Called(Activity? span, string script, string result, int decisions, TimeSpan duration)
    {
        var what = new KeyValuePair<string, object?>("platform.ratelimiting.redis.script", script);
        var how = new KeyValuePair<string, object?>("platform.ratelimiting.redis.result", result);
        _calls.Add(1, what, how);
        _duration.Record(duration.TotalSeconds, what, how);
        if (span is null)
            return;
        span.SetTag("platform.ratelimiting.redis.result", result).SetTag("platform.ratelimiting.redis.coalesced", decisions);
        if (result != CallResult.Answered)
            span.SetStatus(ActivityStatusCode.Error);
    }

    public void Changed(bool available) => _changes.Add(1, new KeyValuePair<string, object?>("platform.ratelimiting.redis.state", available ? "available" : "unavailable"));

    public void ScriptLoaded(string script) => _scripts.Add(1, new KeyValuePair<string, object?>("platform.ratelimiting.redis.script", script));

    public void SettlementLost(string policy) => _settlements.Add(1, new KeyValuePair<string, object?>("platform.ratelimiting.policy", policy));

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }

    private static string NameOf(DecisionSource source) => source switch
    {
        DecisionSource.Redis => "redis",
        DecisionSource.Lease => "lease",
        DecisionSource.Memory => "memory",
        DecisionSource.LocalShare => "local-share",
        DecisionSource.Admit => "admit",
        _ => "refuse",
    };
}

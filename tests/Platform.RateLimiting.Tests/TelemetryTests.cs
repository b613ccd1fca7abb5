using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.RateLimiting.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public void Decisions_are_counted_by_policy_outcome_and_limit_and_never_by_key()
    {
        using var gate = new TestGate(options => options.Policy("counted", policy =>
        {
            policy.Limit("burst", 2, TimeSpan.FromSeconds(1));
            policy.BlockList.Add("text:mallory");
            policy.AllowList.Add("text:health");
        }));
        using var listener = new Listener("counted");

        for (var call = 0; call < 5; call++)
            gate.Acquire("alice", policy: "counted");
        gate.Acquire("mallory", policy: "counted");
        gate.Acquire("health", policy: "counted");

        Assert.Equal(
            ["admitted/: 2", "allow-listed/: 1", "blocked/: 1", "refused/burst: 3"],
            listener.Counts.GroupBy(count => count).Select(group => $"{group.Key}: {group.Count()}").Order(StringComparer.Ordinal));
        Assert.All(listener.Tags, tag => Assert.Contains(tag, (string[])["platform.ratelimiting.policy", "platform.ratelimiting.outcome", "platform.ratelimiting.limit"]));
    }

    [Fact]
    public void The_table_is_measured_when_somebody_looks()
    {
        using var gate = new TestGate(options => options.Policy("observed", policy =>
        {
            policy.Limit("burst", 2, TimeSpan.FromSeconds(1));
            policy.KeyCapacity = 16;
        }));
        using var listener = new Listener("observed");
        for (var key = 0; key < 500; key++)
            gate.Acquire($"key {key}", policy: "observed");

        listener.Observe();

        Assert.InRange(listener.Observed["platform.ratelimiting.keys"], 16, 40);
        Assert.InRange(listener.Observed["platform.ratelimiting.table.shared_decisions"], 2, 500);
        Assert.Equal(0, listener.Observed["platform.ratelimiting.table.evictions"]);
        Assert.InRange(listener.Observed["platform.ratelimiting.table.memory"], 16 * 16, 1024);
    }

    [Fact]
    public void A_refusal_marks_the_span_of_the_request_and_an_admission_does_not()
    {
        using var gate = TestGate.With(policy => policy.Limit("burst", 1, TimeSpan.FromSeconds(1)));
        using var source = new ActivitySource("request");
        using var listener = new ActivityListener { ShouldListenTo = each => each.Name == "request", Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);

        using (var span = source.StartActivity("first"))
        {
            gate.Acquire();
            Assert.Empty(span!.Tags);
        }
        using (var span = source.StartActivity("second"))
        {
            gate.Acquire();
            Assert.Equal(
                [("platform.ratelimiting.policy", "api"), ("platform.ratelimiting.outcome", "refused"), ("platform.ratelimiting.limit", "burst")],
                span!.Tags.Select(tag => (tag.Key, tag.Value!)));
        }
    }

    [Fact]
    public void Top_talkers_are_those_who_talk_most_with_their_refusals()
    {
        using var gate = new TestGate(options =>
        {
            options.Policy("api", policy => policy.Limit(10, TimeSpan.FromHours(1)));
            options.TopTalkerSampling = 1;
        });
        for (var key = 0; key < 300; key++)
            gate.Acquire($"quiet {key}");
        for (var call = 0; call < 100; call++)
            gate.Acquire("loud");
        for (var call = 0; call < 50; call++)
            gate.Acquire(RateLimitKey.ApiKey("sk_live_secret"));

        var top = gate.Talkers.Get(gate.Policies["api"], 2);

        Assert.Equal("text:loud", top[0].Key);
        Assert.InRange(top[0].Decisions - top[0].Overcount, 1, 100);
        Assert.InRange(top[0].Decisions, 100, 110);
        Assert.Equal(90, top[0].Refused);
        Assert.StartsWith("api-key:#", top[1].Key, StringComparison.Ordinal);

        gate.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(gate.Talkers.Get(gate.Policies["api"], 1)[0].Decisions, 50, 55);
        gate.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(gate.Talkers.Get(gate.Policies["api"]));
    }

    [Fact]
    public void Sampling_sees_about_the_share_it_should_and_off_sees_nothing()
    {
        using var sampled = new TestGate(options =>
        {
            options.Policy("api", policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1)));
            options.TopTalkerSampling = 16;
        });
        using var off = new TestGate(options =>
        {
            options.Policy("api", policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1)));
            options.TopTalkerSampling = 0;
        });
        for (var call = 0; call < 20_000; call++)
        {
            sampled.Time.Advance(TimeSpan.FromMicroseconds(10));
            sampled.Acquire("loud");
            off.Acquire("loud");
        }

        Assert.InRange(sampled.Talkers.Get(sampled.Policies["api"])[0].Decisions, 16_000, 24_000);
        Assert.Empty(off.Talkers.Get(off.Policies["api"]));
    }

    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();

        /// <summary>Listens for one policy: tests of other classes run beside this one, on meters of the same name.</summary>
        public Listener(string policy)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Platform.RateLimiting")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
                if (all.GetValueOrDefault("platform.ratelimiting.policy") != policy)
                    return;
                lock (Counts)
                {
                    Tags.AddRange(all.Keys);
                    if (instrument.Name == "platform.ratelimiting.decisions")
                        Counts.Add($"{all["platform.ratelimiting.outcome"]}/{all.GetValueOrDefault("platform.ratelimiting.limit")}");
                    else
                        Observed[instrument.Name] = value;
                }
            });
            _listener.Start();
        }

        public List<string> Counts { get; } = [];

        public List<string> Tags { get; } = [];

        public Dictionary<string, long> Observed { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();
    }
}

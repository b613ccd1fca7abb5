using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.RateLimiting.Redis.Tests.Servers;

namespace Platform.RateLimiting.Redis.Tests;

public sealed class TelemetryTests(StandingRedis redis) : IClassFixture<StandingRedis>
{
    [Fact]
    public async Task It_is_counted_who_decides_and_how_calls_end_and_no_key_is_a_tag()
    {
        await using var gate = RedisGate.On(
            redis,
            options => options.Policy("counted", policy => policy.Limit("burst", 2, TimeSpan.FromSeconds(1))).Policy("leased", policy => policy.Limit(1_000, TimeSpan.FromSeconds(1))),
            options => options.Policy("leased", own => own.LeasePermits = 100));
        using var listener = new Listener();

        for (var call = 0; call < 5; call++)
            await gate.AcquireAsync(RateLimitKey.ApiKey("sk_live_secret"), policy: "counted");
        for (var call = 0; call < 20; call++)
            await gate.AcquireAsync(policy: "leased");

        Assert.Equal(3, listener.Count("platform.ratelimiting.redis.decisions", "counted", "redis"));
        Assert.Equal(2, listener.Count("platform.ratelimiting.redis.decisions", "counted", "memory"));
        Assert.InRange(listener.Count("platform.ratelimiting.redis.decisions", "leased", "lease"), 5, 19);
        Assert.Equal(2, listener.Count("platform.ratelimiting.decisions", "counted", "admitted"));
        Assert.Equal(3, listener.Count("platform.ratelimiting.decisions", "counted", "refused"));
        Assert.True(listener.Count("platform.ratelimiting.redis.calls", "acquire", "answered") >= 3);
        Assert.DoesNotContain(listener.Tags, tag => tag.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_redis_the_source_is_marked_on_the_span_and_the_change_is_counted()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using var gate = new RedisGate(
            options => options.Policy("marked", policy => policy.Limit(1_000, TimeSpan.FromSeconds(1))),
            options => (options.Configuration, options.WhenUnavailable) = (server.Address, WhenUnavailable.Admit));
        await gate.AcquireAsync(policy: "marked");
        using var listener = new Listener();
        using var source = new ActivitySource("request of the telemetry tests");
        using var spans = new ActivityListener { ShouldListenTo = each => each.Name == source.Name, Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(spans);
        server.Kill();

        for (var call = 0; call < 40; call++)
        {
            using var span = source.StartActivity("request");
            await gate.AcquireAsync($"key {call}", policy: "marked");
            Assert.Equal("admit", span!.GetTagItem("platform.ratelimiting.source"));
        }

        Assert.Equal(40, listener.Count("platform.ratelimiting.redis.decisions", "marked", "admit"));
        Assert.True(listener.Count("platform.ratelimiting.redis.state_changes", "unavailable") >= 1);
    }

    [Fact]
    public async Task A_call_is_a_span_below_the_request_that_began_it()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("traced", policy => policy.Limit(100, TimeSpan.FromSeconds(1))));
        ConcurrentBag<Activity> ended = [];
        using var source = new ActivitySource("request of the tracing test");
        using var spans = new ActivityListener
        {
            ShouldListenTo = each => each.Name == source.Name || each.Name == "Platform.RateLimiting.Redis",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(spans);

        ActivityTraceId trace;
        using (var span = source.StartActivity("request"))
        {
            trace = span!.TraceId;
            await gate.AcquireAsync(policy: "traced");
        }

        var call = Assert.Single(ended, each => each.TraceId == trace && each.OperationName == "ratelimiting redis call");
        Assert.Equal(ActivityKind.Client, call.Kind);
        Assert.Equal("acquire", call.GetTagItem("platform.ratelimiting.redis.script"));
        Assert.Equal("answered", call.GetTagItem("platform.ratelimiting.redis.result"));
        Assert.Equal(1, call.GetTagItem("platform.ratelimiting.redis.coalesced"));
    }

    private sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentBag<(string Instrument, string[] Tags)> _counts = [];

        public Listener()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Platform.RateLimiting", StringComparison.Ordinal))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                for (var time = 0; time < value; time++)
                    _counts.Add((instrument.Name, [.. tags.ToArray().Select(tag => $"{tag.Value}")]));
            });
            _listener.Start();
        }

        public IEnumerable<string> Tags => _counts.SelectMany(count => count.Tags);

        public int Count(string instrument, params string[] tags) => _counts.Count(count => count.Instrument == instrument && tags.All(count.Tags.Contains));

        public void Dispose() => _listener.Dispose();
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting.Tests;

/// <summary>Where policies come from, what is refused, and what a change keeps.</summary>
public sealed class PoliciesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<string, Action<RateLimitPolicyOptions>> Impossible => new()
    {
        { "has no limit: add one", policy => policy.Limits.Clear() },
        { "has 5 limits: 4 is the most", policy => Enumerable.Range(1, 4).ToList().ForEach(i => policy.Limit($"{i}", 100 * i * i * i, TimeSpan.FromMinutes(i * i * i * i * 5))) },
        { "limit \"default\" has 0 permits, so it would refuse everything: set Permits", policy => policy.Limit(0, Second) },
        { "limit \"default\" has -3 permits", policy => policy.Limit(-3, Second) },
        { "has a Per of 00:00:00: set the time", policy => policy.Limit(1, TimeSpan.Zero) },
        { "has a Per of -00:00:01", policy => policy.Limit(1, -Second) },
        { "has a burst of 0, so it would refuse everything: set Burst", policy => policy.Limit(1, Second, 0) },
        { "allows more than 100,000,000 permits a second", policy => policy.Limit(long.MaxValue, Second) },
        { "takes more than 366 days to pay off a full burst of 9223372036854775807: lower Burst", policy => policy.Limit(1, Second, long.MaxValue) },
        { "takes more than 366 days", policy => policy.Limit(1, TimeSpan.MaxValue) },
        { "limit \"slow\" can never decide anything, because \"default\" is at least as strict", policy => policy.Limit("slow", 1000, Second) },
        { "limit \"twin\" is the same as \"default\": remove one.", policy => policy.Limit("twin", 10, Second) },
        { "limit \"\" has a name that cannot be shown", policy => policy.Limit("", 5, Minute) },
        { "limit \"Höchstmenge\" has a name that cannot be shown", policy => policy.Limit("Höchstmenge", 5, Minute) },
        { "has a KeyCapacity of 0: say how many", policy => policy.KeyCapacity = 0 },
        { "has a KeyCapacity of 16777217", policy => policy.KeyCapacity = 16_777_217 },
        { "has a WhenFull of 7: say ShareBucket or EvictOldest", policy => policy.WhenFull = (WhenFull)7 },
        { "tier \"gold\", limit \"hour\" is not one of the policy's: use \"default\", or add it", policy => policy.Tier("gold", tier => tier.Limit("hour", 1, Second)) },
        { "tier \"gold\", limit \"default\" has 0 permits", policy => policy.Tier("gold", tier => tier.Limit("default", 0, Second)) },
        { "tier \"gold\" changes no limit", policy => policy.Tier("gold", _ => { }) },
        { "consumer \"alice\" is no key: write its kind", policy => policy.Consumer("alice", consumer => consumer.Limit("default", 1, Second)) },
        { "consumer \"subject:alice\" is in the tier \"gold\", which the policy does not have: add it under Tiers", policy => policy.Consumer("subject:alice", consumer => consumer.Tier = "gold") },
        { "consumer \"subject:alice\" has neither a tier nor a limit", policy => policy.Consumer("subject:alice", _ => { }) },
        { "consumer \"subject:alice\" is there twice", policy => policy.Consumer("subject:alice", consumer => consumer.Limit("default", 1, Second)).Consumer("subject:alice", consumer => consumer.Limit("default", 2, Second)) },
        { "AllowList has \"10.0.0.0/8\", which is neither", policy => policy.AllowList.Add("10.0.0.0/8") },
        { "BlockList has \"ip:10.0.0.1/8\", which is neither", policy => policy.BlockList.Add("ip:10.0.0.1/8") },
        { "BlockList has \"ip:2001:db8::1\", which is less than the /64", policy => policy.BlockList.Add("ip:2001:db8::1") },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_policy_that_cannot_hold_is_refused_at_start_with_a_sentence_that_names_it(string expected, Action<RateLimitPolicyOptions> configure)
    {
        using var host = HostWith(services => services.AddPlatformRateLimiting(options => options.Policy("public", policy =>
        {
            policy.Limit(10, Second);
            configure(policy);
        })));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(refusal.Failures, failure => failure.StartsWith("Policy \"public\"", StringComparison.Ordinal) && failure.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(100_000_000, 1, null)]
    [InlineData(1, 366 * 24 * 3600, null)]
    [InlineData(1, 1, 366L * 24 * 3600)]
    public async Task What_is_just_possible_starts(long permits, int seconds, long? burst)
    {
        using var host = HostWith(services => services.AddPlatformRateLimiting(options => options.Policy("public", policy => policy.Limit(permits, TimeSpan.FromSeconds(seconds), burst))));

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(host.Services.GetRequiredService<IRateLimitPolicies>().All);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Policies_are_read_from_the_configuration()
    {
        using var gate = Configured(new()
        {
            ["RateLimiting:TopTalkerSampling"] = "1",
            ["RateLimiting:Policies:api:Limits:burst:Permits"] = "3",
            ["RateLimiting:Policies:api:Limits:minute:Permits"] = "100",
            ["RateLimiting:Policies:api:Limits:minute:Per"] = "00:01:00",
            ["RateLimiting:Policies:api:Limits:minute:Burst"] = "50",
            ["RateLimiting:Policies:api:WhenFull"] = "EvictOldest",
            ["RateLimiting:Policies:api:KeyCapacity"] = "1000",
            ["RateLimiting:Policies:api:Tiers:gold:Limits:burst:Permits"] = "9",
            ["RateLimiting:Policies:api:Consumers:0:Key"] = "text:bob",
            ["RateLimiting:Policies:api:Consumers:0:Tier"] = "gold",
            ["RateLimiting:Policies:api:AllowList:0"] = "text:health",
            ["RateLimiting:Policies:api:BlockList:0"] = "text:mallory",
        }, out _);

        Assert.Equal(3, gate.AdmittedOf(10));
        Assert.Equal(9, gate.AdmittedOf(20, "bob"));
        Assert.Equal(50, gate.Acquire()[1].Burst);
        Assert.Equal(RateLimitOutcome.AllowListed, gate.Acquire("health").Outcome);
        Assert.Equal(RateLimitOutcome.Blocked, gate.Acquire("mallory").Outcome);
    }

    [Fact]
    public void A_misspelt_name_in_the_configuration_is_an_error()
    {
        using var gate = Configured(new() { ["RateLimiting:Policies:api:Limits:burst:Permitts"] = "3" }, out _);

        var refusal = Assert.Throws<InvalidOperationException>(() => gate.Policies);
        Assert.Contains("Permitts", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reload_changes_limits_and_keeps_what_was_taken()
    {
        using var gate = Configured(new() { ["RateLimiting:Policies:api:Limits:burst:Permits"] = "4" }, out var configuration);
        var held = gate.Policies["api"];
        Assert.Equal(3, gate.AdmittedOf(3));

        configuration["RateLimiting:Policies:api:Limits:burst:Permits"] = "8";
        configuration.Reload();

        // Three of four were gone: a debt of three quarters of a second, which at the new rate are six of eight.
        Assert.Same(held, gate.Policies["api"]);
        Assert.Equal(2, gate.AdmittedOf(10));
    }

    [Fact]
    public void A_tighter_limit_makes_nobody_wait_by_the_old_rules()
    {
        using var gate = TestGate.With(policy => policy.Limit(10, TimeSpan.FromHours(1)));
        gate.AdmittedOf(10);

        gate.Policies.Change(options => options.Policies["api"].Limit(1, Second));

        Assert.False(gate.Acquire().IsAdmitted);
        gate.Time.Advance(Second);
        Assert.True(gate.Acquire().IsAdmitted);
    }

    [Fact]
    public void A_reload_that_cannot_hold_is_refused_in_the_log_and_changes_nothing()
    {
        using var gate = Configured(new() { ["RateLimiting:Policies:api:Limits:burst:Permits"] = "4" }, out var configuration);
        gate.AdmittedOf(1);

        configuration["RateLimiting:Policies:api:Limits:burst:Permits"] = "0";
        configuration.Reload();
        configuration["RateLimiting:Policies:api:Limits:burst:Permits"] = "many";
        configuration.Reload();

        Assert.Equal(3, gate.AdmittedOf(10));
        var log = gate.Services.GetRequiredService<Lines>();
        Assert.Contains(log.All, line => line.Contains("Policy \"api\", limit \"burst\" has 0 permits", StringComparison.Ordinal));
        Assert.Contains(log.All, line => line.Contains("cannot be read", StringComparison.Ordinal));

        configuration["RateLimiting:Policies:api:Limits:burst:Permits"] = "5";
        configuration.Reload();
        Assert.Contains(log.All, line => line.Contains("were reloaded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_from_code_survives_a_reload()
    {
        using var gate = Configured(new() { ["RateLimiting:Policies:api:Limits:burst:Permits"] = "4" }, out var configuration);
        gate.Policies.Change(options => options.Policies["api"].BlockList.Add("text:mallory"));
        Assert.Equal(RateLimitOutcome.Blocked, gate.Acquire("mallory").Outcome);

        configuration["RateLimiting:Policies:api:Limits:burst:Permits"] = "2";
        configuration.Reload();

        Assert.Equal(RateLimitOutcome.Blocked, gate.Acquire("mallory").Outcome);
        Assert.Equal(2, gate.AdmittedOf(10));
    }

    [Fact]
    public void A_change_that_cannot_hold_is_thrown_back_and_forgotten()
    {
        using var gate = TestGate.With(policy => policy.Limit(4, Second));

        Assert.Throws<OptionsValidationException>(() => gate.Policies.Change(options => options.Policies["api"].Limit(0, Second)));
        gate.Policies.Change(options => options.Policy("other", policy => policy.Limit(1, Second)));

        Assert.Equal(4, gate.AdmittedOf(10));
        Assert.Equal(["api", "other"], gate.Policies.All.Select(policy => policy.Name).Order());
    }

    [Fact]
    public void A_removed_policy_is_not_found_and_whoever_holds_it_keeps_its_limits()
    {
        using var gate = TestGate.With(policy => policy.Limit(4, Second));
        var held = gate.Policies["api"];

        gate.Policies.Change(options => options.Policies.Remove("api"));

        Assert.False(gate.Policies.TryGet("api", out _));
        Assert.Contains("None is configured", Assert.Throws<KeyNotFoundException>(() => gate.Policies["api"]).Message, StringComparison.Ordinal);
        Assert.Equal(4, Enumerable.Range(0, 9).Count(call => gate.Local.TryAcquire(held, RateLimitKey.Text("alice"), out var decision)));
    }

    [Fact]
    public void A_table_cannot_change_its_size_while_it_is_in_use_and_the_log_says_so()
    {
        using var gate = Configured(new() { ["RateLimiting:Policies:api:Limits:burst:Permits"] = "4" }, out var configuration);
        gate.AdmittedOf(3);

        configuration["RateLimiting:Policies:api:KeyCapacity"] = "5";
        configuration.Reload();

        Assert.Equal(1, gate.AdmittedOf(10));
        Assert.Contains(gate.Services.GetRequiredService<Lines>().All, line => line.Contains("now asks for 5 keys", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_change_under_load_and_nobody_is_admitted_more_than_the_larger_of_them()
    {
        using var gate = TestGate.With(policy => policy.Limit(100, Minute));
        var admitted = 0;
        using var changing = new CancellationTokenSource();
        var changer = new Thread(() =>
        {
            for (var permits = 50; !changing.IsCancellationRequested; permits = 150 - permits)
                gate.Policies.Change(options => options.Policies["api"].Limit(permits, Minute));
        });
        changer.Start();

        KeyTableTests.InParallel(2, _ =>
        {
            for (var call = 0; call < 5_000; call++)
                Interlocked.Add(ref admitted, gate.Acquire().IsAdmitted ? 1 : 0);
        });
        changing.Cancel();
        changer.Join();

        Assert.InRange(admitted, 50, 100);
    }

    [Fact]
    public void Calling_it_twice_is_harmless()
    {
        using var gate = new TestGate(options => options.Policy("api", policy => policy.Limit(4, Second)), services => services.AddPlatformRateLimiting());

        Assert.Equal(4, gate.AdmittedOf(10));
        Assert.Single(gate.Services.GetServices<IRateGate>());
    }

    private static TestGate Configured(Dictionary<string, string?> settings, out IConfigurationRoot configuration)
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        configuration = root;
        return new TestGate(_ => { }, services =>
        {
            services.AddPlatformRateLimiting(root.GetSection("RateLimiting"));
            services.AddSingleton<Lines>();
            services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<Lines>());
        });
    }

    private static IHost HostWith(Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services);
        return builder.Build();
    }

    internal sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

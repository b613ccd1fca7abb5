using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.RateLimiting.Redis.Tests.Servers;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>A real Redis that is killed, stopped, slow, emptied, or whose clock is set: no request fails because of it, and no more is admitted than stated.</summary>
public sealed class UnavailableTests
{
    private const int Burst = 40;
    private const int Instances = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Nothing comes back while a test runs.</summary>
    private static void Slow(RateLimitPolicyOptions policy) => policy.Limit(Burst, TimeSpan.FromDays(1));

    /// <summary>As long as the default would be too short for a healthy Redis on a machine that other tests share, where only a stopped one is meant to meet it.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(10);

    private static RedisGate Gate(string address, WhenUnavailable when, Action<RateLimitPolicyOptions>? policy = null, string prefix = "test", TimeSpan? deadline = null) => new(
        options => options.Policy("api", policy ?? Slow),
        options =>
        {
            options.Configuration = address;
            options.KeyPrefix = prefix;
            options.Instances = Instances;
            options.Deadline = deadline ?? TimeSpan.FromSeconds(1);
            options.BreakDuration = options.LongestBreak = TimeSpan.FromMilliseconds(500);
            options.Policy("api", own => own.WhenUnavailable = when);
        });

    [Theory]
    [InlineData(WhenUnavailable.LocalShare, Burst / Instances)]
    [InlineData(WhenUnavailable.Admit, 400)]
    [InlineData(WhenUnavailable.Refuse, 0)]
    public async Task Killed_each_policy_decides_as_it_says_and_nothing_fails(WhenUnavailable when, int expected)
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, when);
        Assert.True((await gate.AcquireAsync("before")).IsAdmitted);

        redis.Kill();
        var decisions = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => gate.AcquireAsync()));

        Assert.Equal(expected, decisions.Count(decision => decision.IsAdmitted));
        Assert.All(decisions.Where(decision => !decision.IsAdmitted), decision => Assert.True(decision.RetryAfter > TimeSpan.Zero));
    }

    [Theory]
    [InlineData(WhenUnavailable.LocalShare)]
    [InlineData(WhenUnavailable.Admit)]
    [InlineData(WhenUnavailable.Refuse)]
    public async Task A_reservation_without_redis_is_decided_the_same_way_and_can_be_settled(WhenUnavailable when)
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, when);
        await gate.AcquireAsync("before");
        var reached = await gate.ReserveAsync(5, "bob");
        redis.Kill();

        var reservation = await gate.ReserveAsync(5);
        // More than a share, not more than the limit: not never, but when Redis is back.
        var large = await gate.ReserveAsync(Burst / Instances + 1);

        Assert.Equal(when != WhenUnavailable.Refuse, reservation.Decision.IsAdmitted);
        Assert.Equal(when == WhenUnavailable.LocalShare, await reservation.SettleAsync(2, TestContext.Current.CancellationToken));
        Assert.Equal(when == WhenUnavailable.Admit, large.Decision.IsAdmitted);
        Assert.True(large.Decision.IsAdmitted || large.Decision.RetryAfter > TimeSpan.Zero);
        // Its correction is lost, and that is said.
        Assert.False(await reached.SettleAsync(0, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_used_up_its_share_before_gets_no_second_one()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.LocalShare);
        Assert.Equal(30, await gate.AdmittedOfAsync(30));
        Assert.Equal(3, await gate.AdmittedOfAsync(3, "bob"));

        redis.Kill();

        Assert.Equal(0, await gate.AdmittedOfAsync(30));
        Assert.Equal(Burst / Instances - 3, await gate.AdmittedOfAsync(30, "bob"));
    }

    [Fact]
    public async Task A_share_is_of_the_limits_that_behavior_has_left_and_behavior_is_still_followed()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.LocalShare, policy => policy.Limit(Burst, TimeSpan.FromDays(1)).FollowBehavior());
        await gate.AcquireAsync("before");
        Misbehave("alice");
        redis.Kill();

        Assert.Equal(Burst / Instances / 2, await gate.AdmittedOfAsync(30));
        Assert.Equal(Burst / Instances, await gate.AdmittedOfAsync(30, "bob"));
        var decision = await gate.AcquireAsync("carol");
        Assert.Same(gate.Policies["api"], decision.Policy);
        Misbehave("carol");
        Assert.Equal(Burst / Instances / 2 - 1, await gate.AdmittedOfAsync(30, "carol"));

        void Misbehave(string who)
        {
            for (var call = 0; call < 30; call++)
                gate.Behavior.Observe(gate.Policies["api"], RateLimitKey.Text(who), ConsumerCallOutcome.Probed);
        }
    }

    [Fact]
    public async Task It_is_given_up_once_tried_by_one_call_at_a_time_and_taken_back_once()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.LocalShare);
        await gate.AcquireAsync("before");
        Assert.Equal(HealthStatus.Healthy, (await gate.HealthAsync()).Status);

        redis.Kill();
        for (var call = 0; call < 300; call++)
            await gate.AcquireAsync($"key {call % 20}");
        Assert.False(gate.Circuit.IsAvailable);
        Assert.Equal(HealthStatus.Degraded, (await gate.HealthAsync()).Status);
        Assert.Equal((1, 0), (gate.Log.Count(1), gate.Log.Count(2)));

        await redis.RestartAsync();
        await UntilAsync(async () =>
        {
            await gate.AcquireAsync($"key {Guid.NewGuid()}");
            return gate.Circuit.IsAvailable;
        });

        Assert.Equal(HealthStatus.Healthy, (await gate.HealthAsync()).Status);
        Assert.Equal((1, 1), (gate.Log.Count(1), gate.Log.Count(2)));
    }

    [Fact]
    public async Task Without_traffic_the_health_check_itself_finds_that_it_is_back()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.Refuse);
        await gate.AcquireAsync("before");
        redis.Kill();
        for (var call = 0; call < 50; call++)
            await gate.AcquireAsync($"key {call}");

        await redis.RestartAsync();

        await UntilAsync(async () => (await gate.HealthAsync()).Status == HealthStatus.Healthy);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task Stopped_nobody_waits_longer_than_twice_the_deadline_and_soon_nobody_waits()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.Admit, deadline: TimeSpan.FromMilliseconds(50));
        await gate.AcquireAsync("before");

        redis.Pause();
        try
        {
            var longest = TimeSpan.Zero;
            for (var call = 0; call < 40; call++)
            {
                var started = Stopwatch.GetTimestamp();
                Assert.True((await gate.AcquireAsync($"key {call}")).IsAdmitted);
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
            }
            Assert.False(gate.Circuit.IsAvailable);
            // A machine that other tests share may add to it.
            Assert.InRange(longest, TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(4));
            var quick = Stopwatch.GetTimestamp();
            for (var call = 0; call < 1_000; call++)
                await gate.AcquireAsync($"key {call}");
            Assert.InRange(Stopwatch.GetElapsedTime(quick), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        }
        finally
        {
            redis.Resume();
        }

        await UntilAsync(async () =>
        {
            await gate.AcquireAsync($"key {Guid.NewGuid()}");
            return gate.Circuit.IsAvailable;
        });
        Assert.Equal(1, gate.Log.Count(2));
    }

    /// <summary>What was on its way when it stopped is done when it goes on, though nobody waits for it: that takes, and never gives.</summary>
    [Fact]
    public async Task Stopped_and_resumed_two_instances_admit_no_more_than_the_burst_and_their_shares()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var one = Gate(redis.Address, WhenUnavailable.LocalShare, deadline: TimeSpan.FromMilliseconds(50));
        await using var other = Gate(redis.Address, WhenUnavailable.LocalShare, deadline: TimeSpan.FromMilliseconds(50));
        var before = await one.AdmittedOfAsync(10) + await other.AdmittedOfAsync(5);

        redis.Pause();
        var meanwhile = await one.AdmittedOfAsync(200) + await other.AdmittedOfAsync(200);
        redis.Resume();
        await UntilAsync(async () =>
        {
            await one.AcquireAsync($"key {Guid.NewGuid()}");
            await other.AcquireAsync($"key {Guid.NewGuid()}");
            return one.Circuit.IsAvailable && other.Circuit.IsAvailable;
        });
        var after = await one.AdmittedOfAsync(100) + await other.AdmittedOfAsync(100);

        Assert.Equal(15, before);
        Assert.Equal(Burst / Instances - 10 + Burst / Instances - 5, meanwhile);
        Assert.InRange(before + after, 0, Burst);
    }

    [Fact]
    public async Task Restarted_empty_it_gives_one_burst_more_and_old_reservations_bring_nothing_back()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.Refuse);
        var reservation = await gate.ReserveAsync(20);
        Assert.Equal(20, await gate.AdmittedOfAsync(20));

        await redis.RestartAsync();
        await UntilAsync(async () => (await gate.AcquireAsync("another")).IsAdmitted);

        var admitted = await gate.AdmittedOfAsync(10);
        await reservation.SettleAsync(0, TestContext.Current.CancellationToken);
        admitted += await gate.AdmittedOfAsync(100);
        Assert.InRange(admitted, Burst - 5, Burst);
    }

    [Fact]
    public async Task Scripts_that_were_flushed_are_sent_again_and_every_decision_is_right()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var gate = Gate(redis.Address, WhenUnavailable.Refuse, deadline: Patient);
        await using var connection = await redis.ConnectAsync();
        var admitted = 0;
        for (var call = 0; call < 60; call++)
        {
            if (call % 7 == 0)
                await connection.GetServers()[0].ScriptFlushAsync();
            admitted += (await gate.AcquireAsync()).IsAdmitted ? 1 : 0;
        }

        Assert.Equal(Burst, admitted);
        Assert.True(gate.Circuit.IsAvailable);
    }

    [Fact]
    public async Task Slow_within_the_deadline_it_decides_and_slower_it_does_not()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var proxy = new SlowProxy(redis.Port);
        await using var gate = new RedisGate(
            options => options.Policy("api", Slow),
            options =>
            {
                options.Configuration = proxy.Address;
                options.Deadline = TimeSpan.FromMilliseconds(400);
                options.WhenUnavailable = WhenUnavailable.Refuse;
                options.BreakDuration = options.LongestBreak = TimeSpan.FromMilliseconds(500);
            });
        await gate.AcquireAsync("before");

        proxy.Delay = TimeSpan.FromMilliseconds(30);
        Assert.Equal(5, await gate.AdmittedOfAsync(5));
        proxy.Delay = TimeSpan.FromMilliseconds(900);
        Assert.Equal(0, await gate.AdmittedOfAsync(12, "bob"));
        Assert.False(gate.Circuit.IsAvailable);

        proxy.Delay = TimeSpan.Zero;
        await UntilAsync(async () => (await gate.AcquireAsync($"key {Guid.NewGuid()}")).IsAdmitted);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task A_host_starts_without_redis_and_finds_it_when_it_comes()
    {
        await using var redis = await PrivateRedis.StartAsync();
        redis.Kill();
        await using var gate = Gate(redis.Address + ",connectTimeout=500", WhenUnavailable.LocalShare);

        Assert.Equal(Burst / Instances, await gate.AdmittedOfAsync(50));

        await redis.RestartAsync();
        await UntilAsync(async () => await gate.AdmittedOfAsync(20, $"key {Guid.NewGuid()}") == 20);
    }

    [Theory]
    [InlineData("-3600", 0)]
    [InlineData("+3600", Burst)]
    public async Task A_clock_that_is_set_gives_at_most_one_burst_more_and_locks_nobody_out(string clock, int more)
    {
        await using var redis = await PrivateRedis.StartWithClockAsync("+0");
        await using var gate = Gate(redis.Address, WhenUnavailable.Refuse, policy => policy.Limit(Burst, TimeSpan.FromSeconds(Burst)), deadline: Patient);
        await using var asking = Gate(redis.Address, WhenUnavailable.Refuse, policy => policy.Limit(Burst, TimeSpan.FromSeconds(Burst)), deadline: Patient);
        var started = Stopwatch.GetTimestamp();
        var admitted = await gate.AdmittedOfAsync(2 * Burst);

        redis.SetClock(clock);
        // Another instance remembers no refusal, so it asks.
        admitted += await asking.AdmittedOfAsync(2 * Burst);
        var decision = await asking.AcquireAsync(cost: 2);

        Assert.InRange(admitted, Burst + more, Burst + more + Math.Ceiling(Stopwatch.GetElapsedTime(started).TotalSeconds));
        Assert.False(decision.IsAdmitted);
        Assert.InRange(decision.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_lets_a_reservation_bring_back_no_more_than_it_still_owes()
    {
        await using var redis = await PrivateRedis.StartWithClockAsync("+0");
        await using var gate = Gate(redis.Address, WhenUnavailable.Refuse, deadline: Patient);
        var reservation = await gate.ReserveAsync(Burst / 2);
        await gate.AdmittedOfAsync(Burst / 2);

        redis.SetClock("-7200");
        await reservation.SettleAsync(0, TestContext.Current.CancellationToken);

        Assert.Equal(Burst / 2, await gate.AdmittedOfAsync(Burst));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "It did not come back.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}

using Platform.RateLimiting.Redis.Tests.Servers;
using Platform.Testing;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>Many callers of one key: one call at a time, and everybody gets the answer that a call of its own would have brought.</summary>
public sealed class CoalescingTests(StandingRedis redis) : IClassFixture<StandingRedis>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>All calls are begun before the first is answered: the first goes alone, the others together, in the order in which they came.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_batch_decides_exactly_as_its_calls_would_one_after_another(int seed)
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy
            .Limit("a", 7, Second, 40).Limit("b", 11, Minute, 60).Limit("c", 13, TimeSpan.FromHours(1), 90)), options => options.RefusalMemory = TimeSpan.Zero);
        var chance = new Random(seed);
        // In ticks of 1/16 ns, rounded up as a limit's emission interval is.
        (Int128 Permit, long Burst, Int128 Debt)[] model = [(Interval(7, 1), 40, 0), (Interval(11, 60), 60, 0), (Interval(13, 3600), 90, 0)];
        for (var round = 0; round < 6; round++)
        {
            var microseconds = chance.Next(0, 3_000_000);
            await gate.AdvanceAsync(TimeSpan.FromMicroseconds(microseconds));
            for (var i = 0; i < model.Length; i++)
                model[i].Debt = Int128.Max(0, model[i].Debt - (Int128)microseconds * 16_000);
            var costs = Enumerable.Range(0, 60).Select(_ => chance.Next(12) switch { 0 => 0L, 1 => 1_000, 2 => chance.Next(2, 9), _ => 1 }).ToArray();

            var pending = costs.Select(cost => gate.AcquireAsync(cost: cost)).ToArray();
            var decisions = await Task.WhenAll(pending);

            for (var call = 0; call < costs.Length; call++)
            {
                var asked = Math.Max(1, costs[call]);
                var expected = model.All(limit => asked <= limit.Burst && limit.Debt + asked * limit.Permit <= limit.Burst * limit.Permit);
                Assert.True(expected == decisions[call].IsAdmitted, $"seed {seed}, round {round}, call {call} of {costs[call]}: {decisions[call]}");
                for (var i = 0; i < model.Length; i++)
                {
                    if (expected)
                        model[i].Debt += costs[call] * model[i].Permit;
                    Assert.Equal((long)((model[i].Burst * model[i].Permit - model[i].Debt) / model[i].Permit), decisions[call][i].Remaining);
                }
            }
        }
    }

    [Fact]
    public async Task However_many_limits_a_decision_is_one_command_and_a_batch_is_one_too()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy
            .Limit("a", 1_000, Second, 10_000).Limit("b", 50_000, Minute, 11_000).Limit("c", 500_000, TimeSpan.FromHours(1), 12_000).Limit("d", 1_000_000, TimeSpan.FromDays(1), 13_000)));
        await gate.AcquireAsync("warm");
        await gate.ReserveAsync(1, "warm");
        await using var monitor = await CommandMonitor.StartAsync(redis.Server.Port);

        await gate.AcquireAsync();
        var alone = await monitor.CommandsAsync();
        await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => gate.AcquireAsync("bob")));
        var together = await monitor.CommandsAsync();
        await gate.ReserveAsync(5);
        var reserved = await monitor.CommandsAsync();

        Assert.Equal("EVALSHA", Assert.Single(alone));
        Assert.Equal("EVALSHA", Assert.Single(reserved));
        Assert.All(together, command => Assert.Equal("EVALSHA", command));
        Assert.InRange(together.Count, 1, 20);
    }

    [Fact]
    public async Task A_refusal_is_repeated_from_memory_until_the_time_to_come_back_and_not_longer()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit(10, Second)));
        await gate.AdmittedOfAsync(10);
        await gate.AcquireAsync(cost: 2);
        await using var monitor = await CommandMonitor.StartAsync(redis.Server.Port);

        for (var call = 0; call < 1_000; call++)
            Assert.False((await gate.AcquireAsync(cost: 2 + call % 5)).IsAdmitted);
        Assert.Empty(await monitor.CommandsAsync());
        // Less might be admitted sooner.
        Assert.False((await gate.AcquireAsync(cost: 1)).IsAdmitted);
        Assert.Single(await monitor.CommandsAsync());
        await gate.AdvanceAsync(TimeSpan.FromMilliseconds(60));
        var wait = (await gate.AcquireAsync()).RetryAfter!.Value;
        Assert.Equal(TimeSpan.FromMilliseconds(40), wait);
        Assert.Empty(await monitor.CommandsAsync());
        await gate.AdvanceAsync(wait);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
        Assert.Single(await monitor.CommandsAsync());
    }

    [Fact]
    public async Task Memory_of_a_refusal_ends_when_something_comes_back_here_and_when_it_was_said_to_end()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit(10, TimeSpan.FromHours(1))), options => options.RefusalMemory = Second);
        var reservation = await gate.ReserveAsync(10);
        Assert.False((await gate.AcquireAsync()).IsAdmitted);

        await reservation.SettleAsync(9, TestContext.Current.CancellationToken);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);

        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        // Somebody forgives the debt by hand.
        await redis.Connection.GetServers()[0].FlushDatabaseAsync();
        Assert.False((await gate.AcquireAsync()).IsAdmitted);
        await gate.AdvanceAsync(Second);
        Assert.True((await gate.AcquireAsync()).IsAdmitted);
    }

    [Fact]
    public async Task Who_stops_waiting_hears_of_it_and_the_others_are_answered()
    {
        await using var proxy = new SlowProxy(redis.Server.Port) { Delay = TimeSpan.FromMilliseconds(200) };
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit(10, Second)), options => options.Configuration = proxy.Address);
        var key = RateLimitKey.Text("alice");
        var policy = gate.Policies["api"];
        using var ended = new CancellationTokenSource();

        var first = gate.AcquireAsync();
        var stopped = gate.Gate.AcquireAsync(policy, key, cancellationToken: ended.Token).AsTask();
        var last = gate.AcquireAsync();
        await ended.CancelAsync();

        Assert.Equal(ended.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped)).CancellationToken);
        Assert.True((await first).IsAdmitted);
        Assert.True((await last).IsAdmitted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await gate.Gate.AcquireAsync(policy, key, cancellationToken: ended.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await gate.Gate.ReserveAsync(policy, key, 1, cancellationToken: ended.Token));
    }

    [Fact]
    public async Task More_keys_than_are_kept_in_mind_are_each_decided_right()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit(1, Second)));
        for (var round = 0; round < 3; round++)
        {
            var decisions = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(number => gate.AcquireAsync($"key {round} {number}")));
            Assert.All(decisions, decision => Assert.True(decision.IsAdmitted));
            await gate.AdvanceAsync(Second);
        }
        Assert.True((await gate.AcquireAsync("key 0 0")).IsAdmitted);
        Assert.False((await gate.AcquireAsync("key 0 0")).IsAdmitted);
    }

    [Fact]
    [Soak]
    public async Task Two_instances_on_one_Redis_admit_together_exactly_the_burst()
    {
        for (var run = 0; run < SoakLength.Of(10, 500); run++)
        {
            var prefix = RedisServer.NewKeyPrefix().TrimEnd(':');
            void Policies(PlatformRateLimitingOptions options) => options.Policy("api", policy => policy.Limit("a", 100, Second, 300).Limit("b", 1_000, Minute, 500));
            await using var one = RedisGate.On(redis, Policies, prefix: prefix);
            await using var other = RedisGate.On(redis, Policies, prefix: prefix);

            var admitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
                async () =>
                {
                    long sum = 0;
                    for (var call = 0; call < 60; call++)
                    {
                        var decision = await (caller % 2 == 0 ? one : other).AcquireAsync(cost: call % 3 + 1);
                        sum += decision.IsAdmitted ? decision.Cost : 0;
                    }
                    return sum;
                },
                TestContext.Current.CancellationToken)));

            Assert.Equal(300, admitted.Sum());
        }
    }

    private static Int128 Interval(long permits, long seconds) => ((Int128)seconds * 16_000_000_000 + permits - 1) / permits;
}

using FsCheck;
using FsCheck.Xunit;
using Platform.RateLimiting.Redis.Leases;
using Platform.RateLimiting.Redis.Tests.Servers;
using Platform.Testing;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>Permits taken ahead: never more than what was counted for them, and in no window more than the stated bound.</summary>
public sealed class LeaseTests(StandingRedis redis) : IClassFixture<StandingRedis>
{
    private const int Instances = 2;
    private const int LeasePermits = 20;
    private const int Burst = 100;
    private const int PerSecond = 50;

    private RedisGate Gate(string prefix, int lease = LeasePermits) => RedisGate.On(
        redis, options => options.Policy("api", policy => policy.Limit(PerSecond, TimeSpan.FromSeconds(1), Burst)),
        options => options.Policy("api", policy => policy.LeasePermits = lease), prefix);

    [Fact]
    public async Task A_key_that_is_used_often_asks_seldom()
    {
        await using var gate = RedisGate.On(
            redis, options => options.Policy("api", policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1))),
            options => options.Policy("api", policy => policy.LeasePermits = 1_000));
        await using var monitor = await CommandMonitor.StartAsync(redis.Server.Port);

        Assert.Equal(10_000, await gate.AdmittedOfAsync(10_000));

        Assert.InRange((await monitor.CommandsAsync()).Count, 10, 25);
    }

    [Fact]
    public async Task One_that_is_used_seldom_takes_nothing_ahead()
    {
        await using var gate = Gate(RedisServer.NewKeyPrefix().TrimEnd(':'));
        for (var call = 0; call < 5; call++)
        {
            var decision = await gate.AcquireAsync();
            Assert.Equal(Burst - 1, decision[0].Remaining);
            await gate.AdvanceAsync(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_clock_that_stands_admits_the_burst_and_not_one_more()
    {
        var prefix = RedisServer.NewKeyPrefix().TrimEnd(':');
        await using var one = Gate(prefix);
        await using var other = Gate(prefix);

        var admitted = 0;
        for (var call = 0; call < 400; call++)
            admitted += (await (call % 3 == 0 ? one : other).AcquireAsync()).IsAdmitted ? 1 : 0;

        // Each may hold what it took ahead and was not asked for.
        Assert.InRange(admitted, Burst - Instances * LeasePermits, Burst);
        Assert.Equal(Burst, admitted + await DrainAsync(one) + await DrainAsync(other));
    }

    [Fact]
    public async Task What_is_left_of_a_lease_is_dropped_when_time_has_paid_for_it()
    {
        await using var gate = Gate(RedisServer.NewKeyPrefix().TrimEnd(':'));
        await gate.AdmittedOfAsync(30);
        await using var monitor = await CommandMonitor.StartAsync(redis.Server.Port);
        await gate.AcquireAsync();
        Assert.Empty(await monitor.CommandsAsync());

        // Twenty permits come back in less than a second, so it lasts a second.
        await gate.AdvanceAsync(TimeSpan.FromSeconds(1) - TimeSpan.FromMicroseconds(1));
        await gate.AcquireAsync();
        Assert.Empty(await monitor.CommandsAsync());
        await gate.AdvanceAsync(TimeSpan.FromMicroseconds(1));

        await gate.AcquireAsync();
        Assert.Single(await monitor.CommandsAsync());
    }

    /// <summary>In any window: the limit, and one lease for each instance. All windows that begin and end with an admission are looked at.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_window_admits_more_than_the_limit_and_a_lease_for_each_instance(int seed)
    {
        var prefix = RedisServer.NewKeyPrefix().TrimEnd(':');
        await using var one = Gate(prefix);
        await using var other = Gate(prefix);
        var chance = new Random(seed);
        List<(long Microseconds, long Cost)> admitted = [];
        long now = 0;
        for (var step = 0; step < 250; step++)
        {
            var gap = chance.Next(4) == 0 ? chance.Next(0, 900_000) : chance.Next(0, 20_000);
            await one.AdvanceAsync(TimeSpan.FromMicroseconds(gap));
            now += gap;
            var calls = chance.Next(1, 12);
            for (var call = 0; call < calls; call++)
            {
                var cost = chance.Next(6) == 0 ? 3 : 1;
                if ((await (chance.Next(2) == 0 ? one : other).AcquireAsync(cost: cost)).IsAdmitted)
                    admitted.Add((now, cost));
            }
        }

        Assert.True(admitted.Count > 200);
        for (var first = 0; first < admitted.Count; first++)
        {
            long sum = 0;
            for (var last = first; last < admitted.Count; last++)
            {
                sum += admitted[last].Cost;
                var window = admitted[last].Microseconds - admitted[first].Microseconds;
                Assert.True(sum <= Burst + window * PerSecond / 1_000_000.0 + Instances * LeasePermits, $"seed {seed}: {sum} in {window} µs");
            }
        }
    }

    [Fact]
    public async Task The_bound_is_needed()
    {
        var prefix = RedisServer.NewKeyPrefix().TrimEnd(':');
        await using var one = Gate(prefix);
        await using var other = Gate(prefix);
        // Used often once, so that the next call takes permits ahead; by then everything has come back.
        await one.AdmittedOfAsync(75);
        await one.AdvanceAsync(TimeSpan.FromSeconds(10));
        await one.AcquireAsync();
        await one.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        var admitted = await DrainAsync(other) + await DrainAsync(one);

        Assert.InRange(admitted, Burst + 1, Burst + Instances * LeasePermits);
    }

    [Property(MaxTest = 500)]
    public bool The_size_of_a_lease_is_what_was_needed_lately_and_never_more_than_allowed(PositiveInt permits, byte left, bool ended, byte callers, PositiveInt most)
    {
        var leftOver = Math.Min(left, permits.Get);
        var next = LeaseSize.Next(permits.Get, leftOver, ended, callers, most.Get);
        return next >= 0 && next <= most.Get
            && (!ended || next <= Math.Max(callers, permits.Get - leftOver))
            && (ended || next >= Math.Min(most.Get, permits.Get))
            && LeaseSize.Next(0, 0, false, 1, most.Get) == 0;
    }

    [Fact]
    [AllocationTestOf(typeof(Coalescing.KeyLane), nameof(Coalescing.KeyLane.TryDecide))]
    public async Task What_redis_is_not_asked_for_allocates_nothing()
    {
        await using var gate = RedisGate.On(
            redis,
            options => options.Policy("leased", policy => policy.Limit(100_000_000, TimeSpan.FromSeconds(1), 10_000_000_000)).Policy("spent", policy => policy.Limit(1, TimeSpan.FromHours(1))),
            options => options.Policy("leased", policy => policy.LeasePermits = 1_000_000_000));
        var ending = TestContext.Current.CancellationToken;
        var (leased, spent, key) = (gate.Policies["leased"], gate.Policies["spent"], RateLimitKey.Text("alice"));
        // The clock stands, so a lease lasts; it doubles until it holds what is needed here.
        for (long size = 2; size < 1_000_000_000; size *= 2)
            await gate.Gate.AcquireAsync(leased, key, size, cancellationToken: ending);
        await gate.Gate.AcquireAsync(spent, key, cancellationToken: ending);
        await gate.Gate.AcquireAsync(spent, key, cancellationToken: ending);

        AllocationMeter.AssertBytesPerCall(0, async () => await gate.Gate.AcquireAsync(leased, key, cancellationToken: ending));
        AllocationMeter.AssertBytesPerCall(0, async () => await gate.Gate.AcquireAsync(spent, key, cancellationToken: ending));
    }

    private static async Task<int> DrainAsync(RedisGate gate)
    {
        var admitted = 0;
        while ((await gate.AcquireAsync()).IsAdmitted)
            admitted++;
        return admitted;
    }
}

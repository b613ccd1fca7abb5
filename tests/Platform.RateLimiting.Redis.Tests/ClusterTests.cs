using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.RateLimiting.Redis.Tests.Servers;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>A real cluster of three primaries and three replicas, of which one primary is killed under load.</summary>
public sealed class ClusterTests
{
    private const int Burst = 30;
    private const int Keys = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Names = [.. Enumerable.Range(0, Keys).Select(number => $"consumer {number}")];

    [Theory]
    [InlineData(WhenUnavailable.LocalShare)]
    [InlineData(WhenUnavailable.Refuse)]
    public async Task While_a_replica_takes_over_no_call_fails_and_afterwards_redis_decides_again(WhenUnavailable when)
    {
        await using var cluster = await PrivateCluster.StartAsync();
        await using var gate = Gate(cluster, when);
        var admitted = Names.ToDictionary(name => name, _ => 0);
        var undeserved = 0;
        await gate.AcquireAsync("before");
        await RoundAsync();
        Assert.All(admitted.Values, count => Assert.Equal(1, count));

        var killed = await cluster.KillPrimaryOfAsync("any");
        var takingOver = cluster.TakenOverAsync(killed);
        while (!takingOver.IsCompleted)
            await RoundAsync();
        await takingOver;

        // A third of the keys lay there. Nobody is refused for it before his limit is reached, unless the policy says so.
        Assert.Equal(when == WhenUnavailable.Refuse, undeserved > 0);
        var began = Stopwatch.GetTimestamp();
        while (admitted.Values.Any(count => count < Burst) && Stopwatch.GetElapsedTime(began) < Patience)
            await RoundAsync();
        for (var round = 0; round < 3; round++)
            await RoundAsync();
        // One burst by shares while a part was away, and one by what the replica had heard of: for keys elsewhere too, if so many calls failed that the breaker opened.
        Assert.All(admitted, key => Assert.InRange(key.Value, Burst, 2 * Burst));

        // And all slots are decided by Redis again: an instance that knows nothing hears from it what another has taken.
        await using var other = Gate(cluster, when);
        await other.AcquireAsync("before");
        foreach (var name in Names)
            await UntilRedisDecidesAsync(name);
        Assert.Equal(HealthStatus.Healthy, (await gate.HealthAsync()).Status);

        // A call that misses its deadline on a busy machine is decided by a share: that passes.
        async Task UntilRedisDecidesAsync(string name)
        {
            began = Stopwatch.GetTimestamp();
            for (var attempt = 0; ; attempt++)
            {
                var key = $"new {attempt} {name}";
                var taken = await gate.Gate.AcquireAsync(gate.Policies["api"], RateLimitKey.Text(key), Burst, cancellationToken: TestContext.Current.CancellationToken);
                if (taken.IsAdmitted && !(await other.AcquireAsync(key)).IsAdmitted)
                    return;
                Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{name} is not decided by Redis.");
            }
        }

        async Task RoundAsync()
        {
            var decisions = await Task.WhenAll(Names.Select(async name => (Name: name, Decision: await gate.AcquireAsync(name))));
            foreach (var (name, decision) in decisions)
            {
                undeserved += !decision.IsAdmitted && admitted[name] < Burst ? 1 : 0;
                admitted[name] += decision.IsAdmitted ? 1 : 0;
            }
        }
    }

    private static RedisGate Gate(PrivateCluster cluster, WhenUnavailable when) => new(
        options => options.Policy("api", policy => policy.Limit(Burst, TimeSpan.FromDays(1))),
        options =>
        {
            options.Configuration = cluster.Addresses;
            options.KeyPrefix = "cluster";
            options.Deadline = TimeSpan.FromMilliseconds(500);
            options.BreakDuration = options.LongestBreak = TimeSpan.FromMilliseconds(500);
            // Others are asked also after they have refused: their memory would hide who decides.
            options.RefusalMemory = TimeSpan.Zero;
            options.WhenUnavailable = when;
        });
}

using Platform.RateLimiting.GateContract;
using Platform.RateLimiting.Redis.Tests.Servers;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>On a real Redis, whose own clock stands until the test moves it.</summary>
public sealed class RedisRateGateContractTests(StandingRedis redis) : RateGateContract, IClassFixture<StandingRedis>
{
    protected override ValueTask<GateUnderTest> StartAsync(Action<PlatformRateLimitingOptions> configure) => new(RedisGate.On(redis, configure));
}

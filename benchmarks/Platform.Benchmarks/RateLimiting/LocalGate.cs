using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>Our side: a gate and one of its policies.</summary>
internal sealed class LocalGate : IDisposable
{
    private readonly ServiceProvider _services;

    public LocalGate(Action<RateLimitPolicyOptions> policy)
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options.Policy("measured", policy));
        _services = services.BuildServiceProvider();
        Local = _services.GetRequiredService<LocalRateGate>();
        Policy = _services.GetRequiredService<IRateLimitPolicies>()["measured"];
    }

    public LocalRateGate Local { get; }

    public RateLimitPolicy Policy { get; }

    public bool Acquire(string key) => Local.TryAcquire(Policy, RateLimitKey.Text(key), out _);

    /// <summary>What remains of all limits together.</summary>
    public long Remaining(string key)
    {
        Local.TryAcquire(Policy, RateLimitKey.Text(key), out var decision, cost: 0);
        return Enumerable.Range(0, decision.Count).Sum(limit => decision[limit].Remaining);
    }

    public void Dispose() => _services.Dispose();
}

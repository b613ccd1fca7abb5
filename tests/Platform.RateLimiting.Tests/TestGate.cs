using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Platform.RateLimiting.Tests;

/// <summary>A gate on a clock that stands until it is moved.</summary>
public sealed class TestGate : IDisposable
{
    private readonly ServiceProvider _services;

    public TestGate(Action<PlatformRateLimitingOptions> configure, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddPlatformRateLimiting(configure);
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new();

    public LocalRateGate Local => _services.GetRequiredService<LocalRateGate>();

    public IRateLimitPolicies Policies => _services.GetRequiredService<IRateLimitPolicies>();

    public IRateLimitTopTalkers Talkers => _services.GetRequiredService<IRateLimitTopTalkers>();

    public IServiceProvider Services => _services;

    public static TestGate With(Action<RateLimitPolicyOptions> policy) => new(options => options.Policy("api", policy));

    public RateLimitDecision Acquire(string key = "alice", long cost = 1, string? tier = null, string policy = "api") =>
        Acquire(RateLimitKey.Text(key), cost, tier, policy);

    public RateLimitDecision Acquire(RateLimitKey key, long cost = 1, string? tier = null, string policy = "api")
    {
        Local.TryAcquire(Policies[policy], key, out var decision, cost, tier);
        return decision;
    }

    public int AdmittedOf(int calls, string key = "alice", string? tier = null) => Enumerable.Range(0, calls).Count(_ => Acquire(key, 1, tier).IsAdmitted);

    public void Dispose() => _services.Dispose();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.RateLimiting.GateContract;
using Platform.RateLimiting.Redis.Store;
using Platform.RateLimiting.Redis.Tests.Servers;
using Platform.Testing;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>A gate as a host has it. Two of them with one prefix are two instances.</summary>
public sealed class RedisGate : GateUnderTest
{
    private readonly ServiceProvider _services;
    private readonly StandingRedis? _standing;

    public RedisGate(
        Action<PlatformRateLimitingOptions> policies, Action<PlatformRateLimitingRedisOptions> redis, StandingRedis? standing = null, Action<IServiceCollection>? more = null)
    {
        _standing = standing;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        if (standing is not null)
            services.AddSingleton<TimeProvider>(standing.Time);
        more?.Invoke(services);
        services.AddPlatformRateLimiting(policies).AddRedis(redis).AddRedisHealthCheck();
        _services = services.BuildServiceProvider();
        Gate = _services.GetRequiredService<IRateGate>();
        Policies = _services.GetRequiredService<IRateLimitPolicies>();
    }

    public override IRateGate Gate { get; }

    public override IRateLimitPolicies Policies { get; }

    public override IConsumerBehavior Behavior => _services.GetRequiredService<IConsumerBehavior>();

    public IServiceProvider Services => _services;

    public LogLines Log { get; } = new();

    internal StoreCircuit Circuit => _services.GetRequiredService<RedisStore>().Circuit;

    public static RedisGate On(StandingRedis redis, Action<PlatformRateLimitingOptions> policies, Action<PlatformRateLimitingRedisOptions>? more = null, string? prefix = null) => new(
        policies,
        options =>
        {
            options.Configuration = redis.Server.Address;
            options.KeyPrefix = prefix ?? RedisServer.NewKeyPrefix().TrimEnd(':');
            options.KeySecret = "a secret of the tests";
            options.Deadline = TimeSpan.FromSeconds(30);
            more?.Invoke(options);
        },
        redis);

    public async Task<HealthCheckResult> HealthAsync()
    {
        var report = await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        return new HealthCheckResult(report.Entries["ratelimiting-redis"].Status, report.Entries["ratelimiting-redis"].Description);
    }

    public override ValueTask AdvanceAsync(TimeSpan by)
    {
        _standing!.Advance(by);
        return default;
    }

    public override ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>What was logged by the package under test.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<(int Event, string Line)> _lines = [];

    public int Count(int eventId)
    {
        lock (_lines)
            return _lines.Count(line => line.Event == eventId);
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines)
                return [.. _lines.Select(line => line.Line)];
        }
    }

    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Platform.RateLimiting.Redis", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add((eventId.Id, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}

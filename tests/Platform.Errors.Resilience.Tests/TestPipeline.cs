using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Platform.Errors.Resilience.Tests;

/// <summary>A pipeline of a container of its own, with a clock that stands still unless it is moved.</summary>
internal sealed class TestPipeline : IDisposable
{
    private readonly ServiceProvider _provider;

    public TestPipeline(Action<PlatformResilienceOptions>? configure = null, Action<PlatformResilienceBuilder>? extras = null, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock ?? Clock);
        services.AddSingleton(Log);
        services.AddLogging(logging => logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Log));
        var builder = services.AddPlatformResilience("payments", options => configure?.Invoke(options));
        extras?.Invoke(builder);
        _provider = services.BuildServiceProvider();
        Pipeline = _provider.GetRequiredKeyedService<ResultPipeline>("payments");
    }

    public FakeTimeProvider Clock { get; } = new();

    public RecordingLog Log { get; } = new();

    public IServiceProvider Services => _provider;

    public ResultPipeline Pipeline { get; }

    /// <summary>Retries at once, without a budget that could run out or a breaker that could open.</summary>
    public static void RetriesAlone(PlatformResilienceOptions options)
    {
        options.Retry.BaseDelay = TimeSpan.Zero;
        options.RetryBudget.Burst = 1_000_000;
        options.CircuitBreaker.IsEnabled = false;
    }

    /// <summary>A breaker that opens by <paramref name="consecutive"/> failures, and nothing else.</summary>
    public static Action<PlatformResilienceOptions> BreakerAlone(int consecutive) => options =>
    {
        options.Retry.MaximumRetries = 0;
        options.CircuitBreaker.ConsecutiveFailures = consecutive;
        options.CircuitBreaker.MinimumThroughput = 1_000_000;
    };

    public ValueTask<Result<int>> CallAsync(Script script, Idempotency idempotency = Idempotency.Idempotent, CancellationToken cancellationToken = default) =>
        Pipeline.ExecuteAsync(idempotency, script, static (script, token) => script.NextAsync(token), cancellationToken);

    public void Dispose() => _provider.Dispose();
}

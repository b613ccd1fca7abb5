using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>A process with quotas, on a clock that stands until it is moved.</summary>
internal sealed class QuotaHost : IAsyncDisposable, IQuotaWarningSink, ILoggerProvider, ILogger
{
    private readonly ServiceProvider _services;

    public QuotaHost(Action<RateLimitPolicyOptions> policy, IUsageLedgerStore? store = null, Action<PlatformRateLimitingLedgerOptions>? ledger = null, int sampling = 64)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(this));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IQuotaWarningSink>(this);
        var builder = services.AddPlatformRateLimiting(options => (options.TopTalkerSampling, _) = (sampling, options.Policy("api", policy))).ConfigureLedger(ledger ?? (_ => { }));
        if (store is not null)
            builder.UseLedger(_ => store);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public List<QuotaWarning> Warnings { get; } = [];

    public List<string> Logged { get; } = [];

    public IRateGate Gate => _services.GetRequiredService<IRateGate>();

    public LedgerWriter Writer => _services.GetRequiredService<LedgerWriter>();

    public RateLimitPolicy Policy => _services.GetRequiredService<IRateLimitPolicies>()["api"];

    public IUsageLedger Ledger => _services.GetRequiredService<IUsageLedger>();

    public IServiceProvider Services => _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<RateLimitDecision> AcquireAsync(string key = "acme", long cost = 1, string? tier = null) =>
        await Gate.AcquireAsync(Policy, RateLimitKey.Tenant(key), cost, tier, Cancellation);

    public async Task<RateLimitReservation> ReserveAsync(long cost, string key = "acme") =>
        await Gate.ReserveAsync(Policy, RateLimitKey.Tenant(key), cost, cancellationToken: Cancellation);

    public async Task<int> AdmittedOfAsync(int calls, string key = "acme")
    {
        var admitted = 0;
        for (var call = 0; call < calls; call++)
            admitted += (await AcquireAsync(key)).IsAdmitted ? 1 : 0;
        return admitted;
    }

    public async Task<long> ExportedAsync() => (await Ledger.ExportAsync(0, 10_000, includeOpen: true, Cancellation)).Events.Sum(each => each.Amount);

    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public ValueTask TellAsync(QuotaWarning warning, CancellationToken cancellationToken)
    {
        lock (Warnings)
            Warnings.Add(warning);
        return default;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged)
            Logged.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

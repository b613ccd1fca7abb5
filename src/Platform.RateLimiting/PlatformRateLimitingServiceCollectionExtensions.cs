using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Adaptive.Behavior;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Quotas;
using Platform.RateLimiting.TopTalkers;

namespace Platform.RateLimiting;

/// <summary>Adds rate limiting to a host.</summary>
public static class PlatformRateLimitingServiceCollectionExtensions
{
    /// <summary>Adds rate limiting without a policy; further calls add them.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddPlatformRateLimiting(this IServiceCollection services) => services.AddPlatformRateLimiting(static _ => { });

    /// <summary>
    /// Adds rate limiting with the policies of a section of the configuration, and follows its changes while the host runs. A name
    /// that is not an option is an error: a misspelt limit would be none.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformRateLimitingOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddPlatformRateLimiting(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var builder = services.AddPlatformRateLimiting(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
        services.AddSingleton(new PolicyConfiguration(section));
        return builder;
    }

    /// <summary>Adds rate limiting with policies from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the policies.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddPlatformRateLimiting(this IServiceCollection services, Action<PlatformRateLimitingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformRateLimitingOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformRateLimitingOptions>, PlatformRateLimitingOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new GcraClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton<IRateLimitPolicies>(static provider => new RateLimitPolicies(
            provider.GetRequiredService<IOptionsFactory<PlatformRateLimitingOptions>>(),
            provider.GetServices<IValidateOptions<PlatformRateLimitingOptions>>(),
            provider.GetServices<PolicyConfiguration>(),
            provider.GetRequiredService<GcraClock>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<RateLimitPolicies>>() ?? NullLogger<RateLimitPolicies>.Instance));
        services.TryAddSingleton(static provider => new TopTalkerSampler(
            provider.GetRequiredService<GcraClock>(), provider.GetRequiredService<IOptions<PlatformRateLimitingOptions>>().Value.TopTalkerSampling));
        services.TryAddSingleton<IRateLimitTopTalkers>(static provider => provider.GetRequiredService<TopTalkerSampler>());
        services.TryAddSingleton<IConsumerBehavior>(static provider => new ConsumerBehavior(
            provider.GetRequiredService<GcraClock>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Telemetry>()));
        services.TryAddSingleton(static provider => new LocalRateGate(
            provider.GetRequiredService<GcraClock>(), provider.GetRequiredService<Telemetry>(), provider.GetRequiredService<TopTalkerSampler>()));
        services.TryAddSingleton(static provider => new RateGateEngine(provider.GetRequiredService<LocalRateGate>(), provider.GetRequiredService<LocalRateGate>()));
        services.AddUsageLedger();
        services.TryAddSingleton<IRateGate>(static provider => provider.GetRequiredService<QuotaGate>());
        return new PlatformRateLimitingBuilder(services);
    }

    private static void AddUsageLedger(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PlatformRateLimitingLedgerOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformRateLimitingLedgerOptions>, PlatformRateLimitingLedgerOptionsValidator>());
        services.TryAddSingleton<IUsageLedgerStore>(static provider =>
        {
            if (provider.GetRequiredService<IRateLimitPolicies>().All.Any(policy => policy.Snapshot.HasQuotas))
                Log.LedgerIsInMemory(provider.GetService<ILogger<InMemoryLedgerStore>>() ?? NullLogger<InMemoryLedgerStore>.Instance);
            return new InMemoryLedgerStore();
        });
        services.TryAddSingleton(static provider => new LedgerWriter(
            provider.GetRequiredService<IUsageLedgerStore>(),
            provider.GetRequiredService<IOptions<PlatformRateLimitingLedgerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetServices<IQuotaWarningSink>(),
            provider.GetService<ILogger<LedgerWriter>>() ?? NullLogger<LedgerWriter>.Instance));
        services.TryAddSingleton(static provider => new KeyAccounts(
            provider.GetRequiredService<LedgerWriter>(), provider.GetRequiredService<IOptions<PlatformRateLimitingLedgerOptions>>().Value.KeyCapacity));
        services.TryAddSingleton(static provider => new QuotaGate(
            provider.GetRequiredService<RateGateEngine>(),
            provider.GetRequiredService<LedgerWriter>(),
            provider.GetRequiredService<KeyAccounts>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetRequiredService<TopTalkerSampler>()));
        services.TryAddSingleton<IUsageLedger>(static provider => new UsageLedger(
            provider.GetRequiredService<IUsageLedgerStore>(),
            provider.GetRequiredService<LedgerWriter>(),
            provider.GetRequiredService<IOptions<PlatformRateLimitingLedgerOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}

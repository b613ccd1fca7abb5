using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Redis.Store;
using Platform.RateLimiting.TopTalkers;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis;

/// <summary>Makes the limits of a host count across processes, over Redis.</summary>
public static class PlatformRateLimitingRedisExtensions
{
    /// <summary>Counts over the Redis of the <c>IConnectionMultiplexer</c> among the services.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddRedis(this PlatformRateLimitingBuilder builder) => builder.AddRedis(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformRateLimitingRedisOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddRedis(this PlatformRateLimitingBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddRedis(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddRedis(this PlatformRateLimitingBuilder builder, Action<PlatformRateLimitingRedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<PlatformRateLimitingRedisOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformRateLimitingRedisOptions>, PlatformRateLimitingRedisOptionsValidator>());
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton(static provider => new RedisStore(
            provider.GetRequiredService<IOptions<PlatformRateLimitingRedisOptions>>().Value,
            provider.GetService<IConnectionMultiplexer>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<RedisStore>>() ?? NullLogger<RedisStore>.Instance));
        services.TryAddSingleton(static provider => new RedisRateGate(
            provider.GetRequiredService<IOptions<PlatformRateLimitingRedisOptions>>().Value,
            provider.GetRequiredService<RedisStore>(),
            provider.GetRequiredService<GcraClock>(),
            provider.GetRequiredService<RateLimiting.Telemetry>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetRequiredService<TopTalkerSampler>()));
        services.Replace(ServiceDescriptor.Singleton(static provider => new RateGateEngine(provider.GetRequiredService<RedisRateGate>(), provider.GetRequiredService<RedisRateGate>())));
        return builder;
    }

    /// <summary>
    /// Shows in the health checks, as <c>ratelimiting-redis</c>, whether Redis answers. Use it for people and dashboards; a liveness probe
    /// that looks at it would have this service restarted for the fault of another.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="failureStatus">What it is when Redis does not answer. Default: <see cref="HealthStatus.Degraded"/>.</param>
    /// <param name="tags">Tags by which health checks are chosen. Default: none.</param>
    /// <returns><paramref name="builder"/>, for chaining. Calling it twice is harmless.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddRedisHealthCheck(this PlatformRateLimitingBuilder builder, HealthStatus failureStatus = HealthStatus.Degraded, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        const string Name = "ratelimiting-redis";
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(registration => registration.Name != Name))
                options.Registrations.Add(new HealthCheckRegistration(Name, static provider => new RedisHealthCheck(provider.GetRequiredService<RedisStore>()), failureStatus, tags));
        });
        return builder;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting;

/// <summary>Adds limits that find out by themselves how much is enough.</summary>
public static class PlatformRateLimitingAdaptiveExtensions
{
    /// <summary>Adds an adaptive concurrency limit, found as <see cref="AdaptiveLimiters"/> and, the one without a name, as <see cref="AdaptiveLimiter"/>.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAdaptiveLimit(this PlatformRateLimitingBuilder builder) => builder.AddAdaptiveLimit(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the limiter is first used.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformAdaptiveLimitOptions"/>.</param>
    /// <param name="name">The limiter's name, where there are several.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAdaptiveLimit(this PlatformRateLimitingBuilder builder, IConfigurationSection section, string name = "")
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddAdaptiveLimit(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true), name);
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="name">The limiter's name, where there are several: one for each part of a service that runs out on its own.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAdaptiveLimit(this PlatformRateLimitingBuilder builder, Action<PlatformAdaptiveLimitOptions> configure, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.AddOptionsWithValidateOnStart<PlatformAdaptiveLimitOptions>(name).Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformAdaptiveLimitOptions>, PlatformAdaptiveLimitOptionsValidator>());
        builder.Services.AddSingleton(new AdaptiveLimitName(name));
        builder.Services.TryAddSingleton(static provider => new AdaptiveLimiters(
            provider.GetRequiredService<IOptionsMonitor<PlatformAdaptiveLimitOptions>>(),
            provider.GetServices<AdaptiveLimitName>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>()));
        if (name.Length == 0)
            builder.Services.TryAddSingleton(static provider => provider.GetRequiredService<AdaptiveLimiters>()[""]);
        return builder;
    }

    /// <summary>Adds the outbound throttle, and <see cref="OutboundThrottlingHandler"/> for <c>AddHttpMessageHandler&lt;OutboundThrottlingHandler&gt;()</c>.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddOutboundThrottle(this PlatformRateLimitingBuilder builder) => builder.AddOutboundThrottle(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformOutboundThrottleOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddOutboundThrottle(this PlatformRateLimitingBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddOutboundThrottle(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddOutboundThrottle(this PlatformRateLimitingBuilder builder, Action<PlatformOutboundThrottleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<PlatformOutboundThrottleOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformOutboundThrottleOptions>, PlatformOutboundThrottleOptionsValidator>());
        builder.Services.TryAddSingleton(static provider => new OutboundThrottle(
            provider.GetRequiredService<IOptions<PlatformOutboundThrottleOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Telemetry>(), OutboundThrottle.NewRandom()));
        builder.Services.TryAddTransient<OutboundThrottlingHandler>();
        return builder;
    }
}

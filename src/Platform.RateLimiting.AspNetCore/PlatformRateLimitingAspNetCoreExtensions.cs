using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore.Adaptive;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Adds the web face of rate limiting.</summary>
public static class PlatformRateLimitingAspNetCoreExtensions
{
    /// <summary>Adds what <c>UsePlatformRateLimiting</c>, the hub filter and the adapter for <c>UseRateLimiter</c> need.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAspNetCore(this PlatformRateLimitingBuilder builder) => builder.AddAspNetCore(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformRateLimitingAspNetCoreOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAspNetCore(this PlatformRateLimitingBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddAspNetCore(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformRateLimitingBuilder AddAspNetCore(this PlatformRateLimitingBuilder builder, Action<PlatformRateLimitingAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<PlatformRateLimitingAspNetCoreOptions>().Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformRateLimitingAspNetCoreOptions>, PlatformRateLimitingAspNetCoreOptionsValidator>());
        builder.Services.TryAddSingleton<RequestLimits>();
        builder.Services.TryAddSingleton<IRateLimitRefusalWriter, ProblemRefusalWriter>();
        builder.Services.TryAddSingleton<ILoadRefusalWriter, ProblemLoadRefusalWriter>();
        return builder;
    }
}

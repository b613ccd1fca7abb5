using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Replay;

namespace Platform.Webhooks;

/// <summary>Adds webhooks to a host.</summary>
public static class PlatformWebhooksServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="DestinationPolicy"/>, a <see cref="DialGuard"/>, a <see cref="WebhookSender"/>, a <see cref="WebhookOwnership"/> and a replay store in memory, with the defaults.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddPlatformWebhooks(this IServiceCollection services) => services.AddPlatformWebhooks(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformWebhooksOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddPlatformWebhooks(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformWebhooks(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformWebhooksBuilder AddPlatformWebhooks(this IServiceCollection services, Action<PlatformWebhooksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformWebhooksOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformWebhooksOptions>, PlatformWebhooksOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton<IAddressResolver, SystemAddressResolver>();
        services.TryAddSingleton(static provider => new DestinationPolicy(provider.GetRequiredService<IOptions<PlatformWebhooksOptions>>().Value));
        services.TryAddSingleton(static provider => new DialGuard(
            provider.GetRequiredService<IOptions<PlatformWebhooksOptions>>().Value,
            provider.GetRequiredService<IAddressResolver>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<DialGuard>>() ?? NullLogger<DialGuard>.Instance));
        services.TryAddSingleton(static provider => new WebhookSender(
            provider.GetRequiredService<DialGuard>(), provider.GetRequiredService<IOptions<PlatformWebhooksOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new WebhookOwnership(provider.GetRequiredService<WebhookSender>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IReplayStore>(static provider => new InMemoryReplayStore(provider.GetRequiredService<TimeProvider>()));
        return new PlatformWebhooksBuilder(services);
    }
}

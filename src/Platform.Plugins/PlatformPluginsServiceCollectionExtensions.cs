using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Observing;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins;

/// <summary>Adds plugins to a host.</summary>
public static class PlatformPluginsServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="PluginStore"/> and a <see cref="PluginHost"/>, with the defaults. Whose plugins may be used is said by
    /// <see cref="PlatformPluginsExtensionPointExtensions.UseTrust"/>, how they run by a level of isolation.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder AddPlatformPlugins(this IServiceCollection services) => services.AddPlatformPlugins(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformPluginsOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder AddPlatformPlugins(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformPlugins(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformPluginsBuilder AddPlatformPlugins(this IServiceCollection services, Action<PlatformPluginsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformPluginsOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformPluginsOptions>, PlatformPluginsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton(static provider => new PluginWatch(
            provider.GetService<ILogger<PluginHost>>() ?? NullLogger<PluginHost>.Instance, provider.GetServices<IPluginObserver>()));
        services.TryAddSingleton(PluginTrust.Nobody);
        services.TryAddSingleton(static provider => PluginStore.Open(
            provider.GetRequiredService<IOptions<PlatformPluginsOptions>>().Value.Store,
            provider.GetRequiredService<PluginTrust>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<PackageLimits>(),
            provider.GetService<PluginVerifier>()));
        services.TryAddSingleton(static provider => new PluginHost(
            provider.GetRequiredService<PluginStore>(),
            provider.GetServices<IPluginRuntime>(),
            provider.GetServices<ExtensionPointRegistration>(),
            provider.GetRequiredService<IOptions<PlatformPluginsOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetRequiredService<PluginWatch>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginHostService>(static provider => new PluginHostService(
            provider.GetRequiredService<PluginHost>(), provider.GetRequiredService<PluginStore>())));
        return new PlatformPluginsBuilder(services);
    }
}

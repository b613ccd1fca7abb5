using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Resilience;

/// <summary>Adds resilience pipelines to a service.</summary>
public static class PlatformErrorsResilienceServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="ResultPipeline"/> for one dependency, under its name as a keyed singleton, and <see cref="ResultPipelines"/>; also Platform.Errors,
    /// if it is not there yet. Calling it twice with the same name is harmless.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the dependency: low in number, as it is a tag of metrics.</param>
    /// <returns>A builder that takes extras.</returns>
    public static PlatformResilienceBuilder AddPlatformResilience(this IServiceCollection services, string name) =>
        services.AddPlatformResilience(name, static _ => { });

    /// <summary>The same, with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the dependency.</param>
    /// <param name="configuration">
    /// The section whose keys are the names of <see cref="PlatformResilienceOptions"/>, and no others: what is misspelt is refused when the host starts.
    /// </param>
    /// <returns>A builder that takes extras.</returns>
    public static PlatformResilienceBuilder AddPlatformResilience(this IServiceCollection services, string name, IConfigurationSection configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<PlatformResilienceOptions>(name).Bind(configuration);
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationInstance is ConfigurationKeys known && known.IsOf(name, configuration)))
            services.AddSingleton<IValidateOptions<PlatformResilienceOptions>>(new ConfigurationKeys(name, configuration));
        return services.AddPlatformResilience(name);
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the dependency.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder that takes extras.</returns>
    public static PlatformResilienceBuilder AddPlatformResilience(this IServiceCollection services, string name, Action<PlatformResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddPlatformErrors().AddCatalog(ResilienceErrors.Catalog);
        services.AddOptions<PlatformResilienceOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformResilienceOptions>, PlatformResilienceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Telemetry>();
        services.TryAddSingleton(static provider => new ResultPipelines(
            provider.GetServices<PipelineName>(),
            provider.GetRequiredService<IOptionsMonitor<PlatformResilienceOptions>>(),
            provider.GetRequiredService<ExceptionMap>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILoggerFactory>()));
        services.TryAddKeyedSingleton(name, static (provider, key) => provider.GetRequiredService<ResultPipelines>().Get((string)key!));
        if (!services.Any(service => !service.IsKeyedService && service.ImplementationInstance is PipelineName known && known.Value == name))
            services.AddSingleton(new PipelineName(name));
        return new PlatformResilienceBuilder(name, services);
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Platform.Validation.DataSets;

/// <summary>Adds checks of data sets to a host.</summary>
public static class PlatformValidationDataSetsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="DataSetRunner"/> with its defaults.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformValidationDataSetsBuilder AddPlatformValidationDataSets(this IServiceCollection services) => services.AddPlatformValidationDataSets(static _ => { });

    /// <summary>Adds <see cref="DataSetRunner"/> with options from the configuration. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformValidationDataSetsOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationDataSetsBuilder AddPlatformValidationDataSets(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformValidationDataSets(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>Adds <see cref="DataSetRunner"/> with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationDataSetsBuilder AddPlatformValidationDataSets(this IServiceCollection services, Action<PlatformValidationDataSetsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformValidationDataSetsOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformValidationDataSetsOptions>, PlatformValidationDataSetsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new DataSetRunner(
            provider.GetRequiredService<IOptions<PlatformValidationDataSetsOptions>>().Value,
            provider.GetService<IKeyStorage>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<DataSetRunner>>() ?? NullLogger<DataSetRunner>.Instance));
        return new PlatformValidationDataSetsBuilder(services);
    }
}

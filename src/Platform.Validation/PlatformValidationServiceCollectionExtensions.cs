using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.Validation.Hosting;

namespace Platform.Validation;

/// <summary>Adds validation to a host.</summary>
public static class PlatformValidationServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IValidator{T}"/> for every type that is marked <see cref="ValidatedAttribute"/>, <see cref="IValidator{T, TRules}"/> for every class that is marked
    /// <see cref="ValidatorForAttribute{T}"/>, and <see cref="ValidationMessages"/>.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddPlatformValidation(this IServiceCollection services) => services.AddPlatformValidation(static _ => { });

    /// <summary>The same with limits from a section of the configuration. A name that is not an option is an error: a misspelt limit would be none.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformValidationOptions"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddPlatformValidation(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformValidation(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same with limits from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the limits.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddPlatformValidation(this IServiceCollection services, Action<PlatformValidationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformValidationOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformValidationOptions>, PlatformValidationOptionsValidator>());
        services.TryAddSingleton(static _ => new Telemetry());
        services.TryAddSingleton(static provider => new ValidationMessages([.. provider.GetServices<MessageSource>().Select(source => source.Resources)]));
        services.TryAddScoped(static provider => new RuledValidator(
            provider, provider.GetRequiredService<IOptions<PlatformValidationOptions>>(), provider.GetRequiredService<Telemetry>()));
        services.TryAddScoped(typeof(IValidator<>), typeof(HostValidator<>));
        services.TryAddScoped(typeof(IValidator<,>), typeof(HostValidator<,>));
        return new PlatformValidationBuilder(services);
    }
}

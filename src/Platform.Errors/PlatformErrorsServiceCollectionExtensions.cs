using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>Adds Platform.Errors to a service.</summary>
public static class PlatformErrorsServiceCollectionExtensions
{
    /// <summary>Adds the catalogue of <see cref="CommonErrors"/>, <see cref="ExceptionMap"/>, <see cref="ErrorTexts"/>, <see cref="ProblemWriter"/>,
    /// <see cref="ProblemReader"/>, <see cref="ErrorReporter"/> and <see cref="ErrorBoundary"/>, all as singletons. Calling it twice is harmless.</summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder that takes catalogues and extras.</returns>
    public static PlatformErrorsBuilder AddPlatformErrors(this IServiceCollection services) => services.AddPlatformErrors(static _ => { });

    /// <summary>The same, with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section whose keys are the names of <see cref="PlatformErrorsOptions"/>.</param>
    /// <returns>A builder that takes catalogues and extras.</returns>
    public static PlatformErrorsBuilder AddPlatformErrors(this IServiceCollection services, IConfigurationSection configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<PlatformErrorsOptions>().Bind(configuration);
        return services.AddPlatformErrors();
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder that takes catalogues and extras.</returns>
    public static PlatformErrorsBuilder AddPlatformErrors(this IServiceCollection services, Action<PlatformErrorsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PlatformErrorsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformErrorsOptions>, PlatformErrorsOptionsValidator>());
        services.TryAddSingleton<ErrorCatalogs>();
        services.TryAddSingleton<ExceptionMap>();
        services.TryAddSingleton<ProblemReader>();
        services.TryAddSingleton<ProblemWriter>();
        // A service without logging still works: what cannot be logged is at least counted.
        services.TryAddSingleton(static provider => new ErrorTexts(
            provider.GetRequiredService<ErrorCatalogs>(),
            provider.GetRequiredService<IOptions<PlatformErrorsOptions>>(),
            provider.GetService<ILogger<ErrorTexts>>() ?? NullLogger<ErrorTexts>.Instance));
        services.TryAddSingleton(static provider => new ErrorReporter(
            provider.GetService<ILogger<ErrorReporter>>() ?? NullLogger<ErrorReporter>.Instance,
            new ForgottenCatalogs(provider.GetRequiredService<ErrorCatalogs>(), provider.GetService<ILogger<ErrorCatalogs>>() ?? NullLogger<ErrorCatalogs>.Instance)));
        services.TryAddSingleton<ErrorBoundary>();
        return new PlatformErrorsBuilder(services);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>Adds the web face of Platform.Errors.</summary>
public static class PlatformErrorsAspNetCoreBuilderExtensions
{
    /// <summary>
    /// Makes <see cref="ErrorResponseWriter"/> the one writer of failures: of what <c>UsePlatformErrors()</c> catches, of the framework's
    /// <see cref="IProblemDetailsService"/>, and of what is outside the application's own pipeline (routing, authentication and authorization that
    /// <see cref="WebApplication"/> adds by itself). Calling it twice is harmless.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static PlatformErrorsBuilder AddAspNetCore(this PlatformErrorsBuilder builder) => builder.AddAspNetCore(static _ => { });

    /// <summary>The same, with options from configuration.</summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <param name="configuration">The section whose keys are the names of <see cref="PlatformErrorsAspNetCoreOptions"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static PlatformErrorsBuilder AddAspNetCore(this PlatformErrorsBuilder builder, IConfigurationSection configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        builder.Services.AddOptions<PlatformErrorsAspNetCoreOptions>().Bind(configuration);
        return builder.AddAspNetCore();
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static PlatformErrorsBuilder AddAspNetCore(this PlatformErrorsBuilder builder, Action<PlatformErrorsAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<PlatformErrorsAspNetCoreOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformErrorsAspNetCoreOptions>, PlatformErrorsAspNetCoreOptionsValidator>());
        if (services.Any(static service => service.ServiceType == typeof(ErrorResponseWriter)))
            return builder;

        services.TryAddSingleton(TimeProvider.System);
        services.PostConfigure<PlatformErrorsOptions>(HttpExceptionMap.AddTo);
        services.AddSingleton<HttpExceptionMap>();
        services.AddSingleton<ErrorLanguages>();
        services.AddSingleton<StatusErrors>();
        services.AddSingleton<AcceptedMediaTypes>();
        services.AddSingleton(static provider => new ErrorResponseWriter(
            provider.GetRequiredService<ProblemWriter>(),
            provider.GetRequiredService<ErrorReporter>(),
            provider.GetRequiredService<ErrorLanguages>(),
            provider.GetRequiredService<AcceptedMediaTypes>(),
            provider.GetRequiredService<HttpExceptionMap>(),
            provider.GetRequiredService<IOptions<PlatformErrorsAspNetCoreOptions>>(),
            provider.GetRequiredService<IOptions<PlatformErrorsOptions>>(),
            provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<ProblemDetailsTranslation>();
        services.AddSingleton<PipelineMarks>();
        services.Replace(ServiceDescriptor.Singleton<IProblemDetailsService, ErrorProblemDetailsService>());
        // First among all: what the host and other packages put around the application is inside.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, OutermostErrors>());
        SetUpFramework(services);
        return builder;
    }

    private static void SetUpFramework(IServiceCollection services)
    {
        // Without it a request that cannot be bound ends as a bare 400, and why is known to nobody.
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        // The reporter logs what this middleware has caught, once; its own records would be second ones.
        services.PostConfigure<ExceptionHandlerOptions>(static options => options.SuppressDiagnosticsCallback ??= static _ => true);
        // A host that is not allowed is answered with a page of HTML otherwise.
        services.PostConfigure<HostFilteringOptions>(static options => options.IncludeFailureMessage = false);
        // The last that is asked: it only knows what OpenAPI is told of errors.
        services.PostConfigure<JsonOptions>(static options => options.SerializerOptions.TypeInfoResolverChain.Add(ErrorProblemJson.Default));
    }
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.AspNetCore.Filters;
using Platform.Validation.AspNetCore.OpenApi;
using Platform.Validation.AspNetCore.Problems;
using Platform.Validation.AspNetCore.Startup;
using Platform.Validation.Rules;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore;

/// <summary>Adds the web face of validation.</summary>
public static class PlatformValidationAspNetCoreExtensions
{
    /// <summary>Adds what <see cref="Valid{T}"/>, the filters and the check at start need. Actions of MVC are filtered from then on.</summary>
    /// <param name="builder">What <c>AddPlatformValidation</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddAspNetCore(this PlatformValidationBuilder builder) => builder.AddAspNetCore(static _ => { });

    /// <summary>The same, with options from a section of the configuration, read when the host starts.</summary>
    /// <param name="builder">What <c>AddPlatformValidation</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformValidationAspNetCoreOptions"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddAspNetCore(this PlatformValidationBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddAspNetCore(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformValidation</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddAspNetCore(this PlatformValidationBuilder builder, Action<PlatformValidationAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<PlatformValidationAspNetCoreOptions>().Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(BodySchemas)))
            return builder;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformValidationAspNetCoreOptions>,
            PlatformValidationAspNetCoreOptionsValidator>());
        services.AddSingleton<BodySchemas>();
        services.AddSingleton(static provider =>
            new BodySerializers(
                () => provider.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions,
                provider.GetRequiredService<IOptions<PlatformValidationAspNetCoreOptions>>().Value.MaxBodyDepth));
        services.TryAddSingleton<IValidationFailureWriter, ProblemFailureWriter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UnvalidatedBodyCheck>());
        services.AddRouting();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, UnsupportedMediaTypePolicy>());
        // The last that is asked: it only knows what OpenAPI is told of refusals.
        services.PostConfigure<Microsoft.AspNetCore.Http.Json.JsonOptions>(static json => json.SerializerOptions.TypeInfoResolverChain.Add(FailureProblemJson.Default));
        services.Configure<MvcOptions>(static mvc =>
        {
            mvc.Filters.Add(new ArgumentsActionFilter());
            // MVC would judge these types a second time, by reflection, before they are sanitised.
            mvc.ModelMetadataDetailsProviders.Add(new SuppressChildValidationMetadataProvider(typeof(IRuled)));
        });
        // After whoever takes away the framework's reader of JSON, to put one of another serializer in its place.
        services.AddOptions<MvcOptions>().PostConfigure<IOptions<PlatformValidationAspNetCoreOptions>>(static (mvc, web) =>
        {
            var framework = mvc.InputFormatters.OfType<SystemTextJsonInputFormatter>().FirstOrDefault();
            if (framework is not null)
                mvc.InputFormatters.Insert(mvc.InputFormatters.IndexOf(framework), new ValidatedBodyFormatter(framework, web.Value.MaxBodyDepth));
        });
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, RefusalDescriptionProvider>());
        return builder;
    }

    /// <summary>Has the bytes of bodies of a type judged by a schema before they are bound.</summary>
    /// <typeparam name="T">The type that <see cref="Valid{T}"/>, an endpoint that requires validation, or MVC binds.</typeparam>
    /// <param name="builder">What <c>AddPlatformValidation</c> returned.</param>
    /// <param name="schema">The schema; its limits are those of the bodies.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddBodySchema<T>(this PlatformValidationBuilder builder, JsonSchema schema)
        where T : IValidated<T> => builder.AddBodySchema<T, T>(schema);

    /// <summary>The same for a type that is not yours, bound by <see cref="Valid{T, TRules}"/>.</summary>
    /// <typeparam name="T">The type of the bodies.</typeparam>
    /// <typeparam name="TRules">Where its rules stand.</typeparam>
    /// <param name="builder">What <c>AddPlatformValidation</c> returned.</param>
    /// <param name="schema">The schema; its limits are those of the bodies.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformValidationBuilder AddBodySchema<T, TRules>(this PlatformValidationBuilder builder, JsonSchema schema)
        where TRules : IValidatorFor<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(schema);
        builder.Services.AddSingleton(new BodySchema(typeof(T), schema));
        return builder;
    }
}

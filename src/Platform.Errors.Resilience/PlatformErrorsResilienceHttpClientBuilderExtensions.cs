using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.Resilience;

/// <summary>Adds resilience to HTTP clients.</summary>
public static class PlatformErrorsResilienceHttpClientBuilderExtensions
{
    /// <summary>
    /// Sends the client's requests through the pipeline of the client's name. Idempotent methods (RFC 9110 §9.2.2) and requests with an
    /// <c>Idempotency-Key</c> are sent again, others never. The last response comes back whatever its status; where there is none, an
    /// <see cref="HttpRequestException"/> or <see cref="ErrorException"/> is thrown.
    /// </summary>
    /// <param name="builder">The builder of the client.</param>
    /// <returns>The builder of the client.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="builder"/> is that of <c>ConfigureHttpClientDefaults</c>, which is for no client in particular.
    /// </exception>
    /// <remarks>Calling it twice for one client would nest two pipelines; the second call only adds to the options.</remarks>
    public static IHttpClientBuilder AddPlatformResilience(this IHttpClientBuilder builder) => builder.AddPlatformResilience(static _ => { });

    /// <summary>The same, with options from configuration.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="configuration">
    /// The section whose keys are the names of <see cref="PlatformResilienceOptions"/>, and no others: what is misspelt is refused when the host starts.
    /// </param>
    /// <returns>The builder of the client.</returns>
    public static IHttpClientBuilder AddPlatformResilience(this IHttpClientBuilder builder, IConfigurationSection configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlatformResilience(NameOf(builder), configuration);
        return builder.AddPlatformResilience();
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">The builder of the client.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder of the client.</returns>
    public static IHttpClientBuilder AddPlatformResilience(this IHttpClientBuilder builder, Action<PlatformResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = NameOf(builder);
        builder.Services.AddPlatformResilience(name, configure);
        if (builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is ResilientClient known && known.Name == name))
            return builder;
        builder.Services.AddSingleton(new ResilientClient(name));
        return builder.AddHttpMessageHandler(
            provider => new ResilienceHandler(provider.GetRequiredService<ResultPipelines>().Get(name), provider.GetRequiredService<ProblemReader>()));
    }

    /// <summary>
    /// Has the client throw an <see cref="ErrorException"/> for every response from 400 on, with the error that it was. It becomes the
    /// outermost handler, wherever it is called, so that the pipeline sees responses, and only the last failure is thrown.
    /// </summary>
    /// <param name="builder">The builder of the client.</param>
    /// <returns>The builder of the client.</returns>
    public static IHttpClientBuilder AddPlatformErrorResponses(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPlatformErrors();
        return builder.ConfigureAdditionalHttpMessageHandlers(static (handlers, provider) =>
        {
            if (handlers is not [ErrorResponseHandler, ..])
                handlers.Insert(0, new ErrorResponseHandler(provider.GetRequiredService<ProblemReader>()));
        });
    }

    private static string NameOf(IHttpClientBuilder builder) => string.IsNullOrWhiteSpace(builder.Name)
        ? throw new ArgumentException(
            "AddPlatformResilience() was called for clients without a name, as in ConfigureHttpClientDefaults. A pipeline is for one dependency: its circuit and "
            + "its budget would be shared by all, and one that is down would close the door to the others. Call it on each client: "
            + "services.AddHttpClient(\"payments\").AddPlatformResilience().",
            nameof(builder))
        : builder.Name;
}

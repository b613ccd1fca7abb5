using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Webhooks.AspNetCore.Sources;

namespace Platform.Webhooks.AspNetCore;

/// <summary>Maps endpoints that receive webhooks.</summary>
public static class PlatformWebhooksEndpointExtensions
{
    /// <summary>
    /// Receives messages of one sender as a type. The handler is called once for each message that is authentic, fresh, was not handled before, and
    /// can be read as the type; if it
    /// throws, the sender sends the message again.
    /// </summary>
    /// <typeparam name="TEvent">
    /// What the body is, as JSON. Its metadata come from the JSON options of HTTP, so that a source-generated context will do.
    /// </typeparam>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="source">The name of the sender, as it was given to <c>AddReceiver</c>.</param>
    /// <param name="handler">Handles the message.</param>
    /// <returns>The endpoint, which anybody may call: it asks for a signature, not for a user.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no sender of that name, <c>AddReceiver</c> was not called, or the type has no metadata.</exception>
    public static IEndpointConventionBuilder MapWebhook<TEvent>(
        this IEndpointRouteBuilder endpoints, string pattern, string source, Func<TEvent, WebhookContext, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(handler);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        if (!options.TryGetTypeInfo(typeof(TEvent), out var type))
            throw new InvalidOperationException(
                $"JSON of {typeof(TEvent)} cannot be read: add it to a JsonSerializerContext, and that to ConfigureHttpJsonOptions.");
        return endpoints.Map(pattern, source, new WebhookHandler.OfType<TEvent>((JsonTypeInfo<TEvent>)type, handler));
    }

    /// <summary>Receives messages of one sender as bytes, for bodies of several types or of another form than JSON.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="source">The name of the sender, as it was given to <c>AddReceiver</c>.</param>
    /// <param name="handler">Handles the message.</param>
    /// <returns>The endpoint, which anybody may call: it asks for a signature, not for a user.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no sender of that name, or <c>AddReceiver</c> was not called.</exception>
    public static IEndpointConventionBuilder MapWebhook(this IEndpointRouteBuilder endpoints, string pattern, string source, Func<WebhookContext, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.Map(pattern, source, new WebhookHandler.OfBytes(handler));
    }

    private static IEndpointConventionBuilder Map(this IEndpointRouteBuilder endpoints, string pattern, string source, WebhookHandler handler)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(source);
        var services = endpoints.ServiceProvider;
        var sources = services.GetService<WebhookSources>()
            ?? throw new InvalidOperationException("MapWebhook needs its services: call services.AddPlatformWebhooks().AddReceiver(…).");
        var (from, receiver) = (sources.Get(source), services.GetRequiredService<WebhookReceiver>());
        return endpoints.MapPost(pattern, http => receiver.ReceiveAsync(http, from, handler)).AllowAnonymous().WithDisplayName($"webhook {source} {pattern}");
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;

namespace Platform.Webhooks;

/// <summary>Sends what an outbox publishes to receivers outside.</summary>
public static class PlatformWebhooksDeliveryExtensions
{
    /// <summary>Adds a receiver. It gets what is published from its first start on, signed by Standard Webhooks 1.0.0, and holds up nobody else.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="endpoint">The receiver.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">There is a consumer of that name already, or a type or the tenant is not as it must be.</exception>
    public static PlatformOutboxBuilder AddEndpoint(this PlatformOutboxBuilder builder, WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(endpoint);
        var definition = builder.Reserve(new LaneDefinition(endpoint.Name, endpoint.Types, endpoint.Tenant) { Channels = endpoint.Channels });
        builder.Services.AddPlatformWebhooks();
        builder.Services.AddSingleton<ILaneConsumer>(
            provider => EndpointConsumer.Create(provider, endpoint, InCatalog(definition, provider.GetService<WebhookCatalog>())));
        return builder;
    }

    /// <summary>Names what receivers may subscribe to. From then on they get nothing else: what is published for handlers stays inside.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="catalog">The events; of several calls the last counts.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PlatformOutboxBuilder AddCatalog(this PlatformOutboxBuilder builder, WebhookCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(catalog);
        builder.Services.Replace(ServiceDescriptor.Singleton(catalog));
        return builder;
    }

    private static LaneDefinition InCatalog(LaneDefinition definition, WebhookCatalog? catalog)
    {
        if (catalog is null)
            return definition;
        var types = definition.Types.Contains(LaneDefinition.EveryType)
            ? definition.Types.Except([LaneDefinition.EveryType]).Concat(catalog.Types.Select(static type => type.Type))
            : definition.Types;
        foreach (var type in types)
        {
            if (catalog.Find(type) is null && !type.StartsWith(OutboxEvent.PlatformPrefix, StringComparison.Ordinal))
                throw new InvalidOperationException($"Receiver {definition.Name} subscribes to {type}, which does not stand in the catalogue.");
        }
        return new LaneDefinition(definition.Name, types, definition.Tenant) { Channels = definition.Channels };
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
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
        var definition = builder.Reserve(new LaneDefinition(endpoint.Name, endpoint.Types, endpoint.Tenant));
        builder.Services.AddPlatformWebhooks();
        builder.Services.AddSingleton<ILaneConsumer>(provider => new EndpointConsumer(
            endpoint,
            definition,
            provider.GetRequiredService<WebhookSender>(),
            provider.GetRequiredService<IOptions<PlatformOutboxOptions>>().Value.Retry,
            EndpointPatience.Of(provider.GetRequiredService<IOptions<PlatformWebhooksOptions>>().Value),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Jitter>(),
            provider.GetRequiredService<Telemetry>(),
            provider.GetService<ILogger<WebhookEndpoint>>() ?? NullLogger<WebhookEndpoint>.Instance));
        return builder;
    }
}

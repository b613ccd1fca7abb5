using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Endpoints;

/// <summary>An event that a receiver is sent so that somebody sees whether it arrives. It is signed as all are.</summary>
public static class WebhookTest
{
    /// <summary>Its type, where no other is asked for.</summary>
    public const string Type = OutboxEvent.PlatformPrefix + "webhooks.test";

    internal static OutboxMessage Message(string? type, byte[] body, string? tenant, DateTimeOffset now) => new()
    {
        Id = $"msg_{Guid.CreateVersion7(now):n}",
        Type = type ?? Type,
        Tenant = tenant,
        ContentType = "application/json",
        OccurredAt = now,
        Body = body,
        Attempt = 1,
        Place = 0,
    };

    internal static byte[] Body(string? type, WebhookCatalog? catalog, DateTimeOffset now)
    {
        if (type is null or Type)
            return JsonSerializer.SerializeToUtf8Bytes(new WebhookTestBody(Type, now, []), WebhookJson.Default.WebhookTestBody);
        if (catalog?.Find(type) is not { Examples: [var example, ..] })
            throw new WebhookEndpointRefusedException(nameof(Type), "The catalogue has no example of this type.");
        return JsonSerializer.SerializeToUtf8Bytes(example, WebhookJson.Default.JsonNode);
    }
}

/// <summary>A test event as it is written.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Timestamp">When it was made.</param>
/// <param name="Data">Nothing.</param>
internal sealed record WebhookTestBody(string Type, DateTimeOffset Timestamp, JsonObject Data);

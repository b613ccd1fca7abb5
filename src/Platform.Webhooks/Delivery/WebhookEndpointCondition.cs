using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Delivery;

/// <summary>
/// What is published of a receiver that keeps failing, for handlers and for receivers that ask for it by its type; <see cref="LaneDefinition.EveryType"/>
/// does not. It belongs to the tenant of
/// the receiver.
/// </summary>
/// <param name="Endpoint">The name of the receiver.</param>
/// <param name="Tenant">Its tenant, if it has one.</param>
/// <param name="FailingSince">When the first failure was after the last delivery.</param>
/// <param name="Failures">How many failures this process knows to have followed each other.</param>
/// <param name="Reason">What the last attempt came to, in a few words, none of them the receiver's.</param>
public sealed record WebhookEndpointCondition(string Endpoint, string? Tenant, DateTimeOffset FailingSince, int Failures, string Reason)
{
    /// <summary>
    /// The type of the event when a receiver has failed for <see cref="PlatformWebhooksOptions.WarnAfter"/>, and again for
    /// <see cref="PlatformWebhooksOptions.WarnAgainAfter"/>.
    /// </summary>
    public const string FailingType = OutboxEvent.PlatformPrefix + "webhooks.endpoint.failing";

    /// <summary>The type of the event when a receiver is disabled.</summary>
    public const string DisabledType = OutboxEvent.PlatformPrefix + "webhooks.endpoint.disabled";

    /// <summary>The type of the event when a receiver that was warned of takes something again.</summary>
    public const string RecoveredType = OutboxEvent.PlatformPrefix + "webhooks.endpoint.recovered";

    /// <summary>Reads the payload of such an event.</summary>
    /// <param name="body">The payload.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static WebhookEndpointCondition Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, WebhookJson.Default.WebhookEndpointCondition) ?? throw new JsonException("It says nothing of a receiver.");

    internal OutboxEvent ToEvent(string type, TimeProvider time) =>
        OutboxEvent.OfPlatform(type, JsonSerializer.SerializeToUtf8Bytes(this, WebhookJson.Default.WebhookEndpointCondition), time, Tenant, Endpoint);
}

/// <summary>How what the package publishes itself is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WebhookEndpointCondition))]
[JsonSerializable(typeof(WebhookChallenge))]
[JsonSerializable(typeof(WebhookEndpointChange))]
[JsonSerializable(typeof(WebhookTestBody))]
[JsonSerializable(typeof(EndpointDocument))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class WebhookJson : JsonSerializerContext;

using System.Text.Json;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Endpoints;

/// <summary>
/// What is published of each change of a receiver, in the transaction of the change: for handlers, such as one that writes an audit log.
/// Receivers that
/// come at run time cannot subscribe to it.
/// </summary>
/// <param name="Endpoint">The id of the receiver.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Action">What was done.</param>
/// <param name="Version">Its version from then on.</param>
/// <param name="By">Who did it, as the caller said.</param>
/// <param name="Origin">Where it is, without path and query: these may hold a secret.</param>
/// <param name="Types">What it gets from then on.</param>
/// <param name="Keys">The names of what signs for it from then on.</param>
public sealed record WebhookEndpointChange(
    string Endpoint, string? Tenant, WebhookEndpointAction Action, long Version, string? By, string Origin, IReadOnlyList<string> Types,
    IReadOnlyList<string> Keys)
{
    /// <summary>The type of the event.</summary>
    public const string Type = OutboxEvent.PlatformPrefix + "webhooks.endpoint.changed";

    /// <summary>Reads the payload of such an event.</summary>
    /// <param name="body">The payload.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static WebhookEndpointChange Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body,
            WebhookJson.Default.WebhookEndpointChange) ?? throw new JsonException("It says nothing of a receiver.");

    internal OutboxEvent ToEvent(TimeProvider time) =>
        OutboxEvent.OfPlatform(Type, JsonSerializer.SerializeToUtf8Bytes(this, WebhookJson.Default.WebhookEndpointChange), time, Tenant,
            Endpoint);
}

/// <summary>What was done to a receiver.</summary>
public enum WebhookEndpointAction
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Its settings were changed.</summary>
    Changed,

    /// <summary>Whoever is at its URL has said that webhooks are wanted there.</summary>
    Confirmed,

    /// <summary>Somebody who runs the host has said so instead.</summary>
    Vouched,

    /// <summary>It was paused.</summary>
    Paused,

    /// <summary>It gets webhooks again.</summary>
    Resumed,

    /// <summary>It has a new secret.</summary>
    Rotated,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>It has a new secret, and those before sign no more.</summary>
    Revoked,
}

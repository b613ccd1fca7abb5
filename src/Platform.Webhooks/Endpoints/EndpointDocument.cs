using System.Text.Json;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Endpoints;

/// <summary>What stands in <see cref="EndpointRow.Document"/>.</summary>
/// <param name="Settings">What its owner says.</param>
/// <param name="Keys">The keys in the order of the secrets.</param>
internal sealed record EndpointDocument(WebhookEndpointSettings Settings, IReadOnlyList<EndpointKey> Keys)
{
    public static EndpointDocument Of(EndpointRow row) =>
        JsonSerializer.Deserialize(row.Document,
            WebhookJson.Default.EndpointDocument) ?? throw new JsonException("It says nothing of a receiver.");

    public string Write() => JsonSerializer.Serialize(this, WebhookJson.Default.EndpointDocument);

    public static RegisteredEndpoint Registered(EndpointRow row)
    {
        var document = Of(row);
        var state = row switch
        {
            { IsConfirmed: false } => WebhookEndpointState.Unconfirmed,
            { IsLaneBarred: true } => WebhookEndpointState.Barred,
            { IsPaused: true } => WebhookEndpointState.Paused,
            { IsLaneDisabled: true } => WebhookEndpointState.Disabled,
            _ => WebhookEndpointState.Active,
        };
        return new RegisteredEndpoint(row.Id, row.Tenant, row.Version, state, document.Settings, document.Keys, row.CreatedAt,
            row.ChangedAt);
    }
}

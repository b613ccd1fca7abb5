using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>A receiver as it stands in the store, without its secrets.</summary>
/// <param name="Id">Its id, which is the name of its consumer too.</param>
/// <param name="Tenant">Whose it is; <see langword="null"/> for the program's own.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="State">Whether it gets anything.</param>
/// <param name="Settings">What its owner says of it.</param>
/// <param name="Keys">What signs for it, the one in use first.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When it was last changed.</param>
public sealed record RegisteredEndpoint(
    string Id, string? Tenant, long Version, WebhookEndpointState State, WebhookEndpointSettings Settings, IReadOnlyList<EndpointKey> Keys,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt);

/// <summary>A secret of a receiver, without what it is.</summary>
/// <param name="Id">A name of it that may be shown and logged.</param>
/// <param name="Until">When it signs no more; <see langword="null"/> for the one in use.</param>
public sealed record EndpointKey(string Id, DateTimeOffset? Until = null);

/// <summary>A receiver that has a new secret.</summary>
/// <param name="Endpoint">The receiver.</param>
/// <param name="Secret">The secret, shown this once: <see cref="WebhookSecret.Export"/>. Nothing else writes it out.</param>
public sealed record IssuedEndpoint(RegisteredEndpoint Endpoint, WebhookSecret Secret);

/// <summary>Which receiver is meant.</summary>
/// <param name="Tenant">Whose it is. That of another tenant is not there.</param>
/// <param name="Id">Its id.</param>
/// <param name="Version">Which version the caller has seen; <see langword="null"/> for whichever there is.</param>
public readonly record struct EndpointReference(string? Tenant, string Id, long? Version = null);

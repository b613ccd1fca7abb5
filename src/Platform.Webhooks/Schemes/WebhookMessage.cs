namespace Platform.Webhooks.Schemes;

/// <summary>What a verified message is called.</summary>
/// <param name="Id">Its id, where it has one.</param>
/// <param name="EventType">Its type, where it says one.</param>
/// <param name="ReplayKey">
/// What is the same for all deliveries of it and cannot be changed by who replays one: a signed id, or else a hash of what is signed.
/// </param>
public readonly record struct WebhookMessage(string? Id, string? EventType, string ReplayKey);

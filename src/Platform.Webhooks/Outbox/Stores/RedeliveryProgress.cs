namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a step of the jobs came to.</summary>
/// <param name="Running">How many jobs have not ended.</param>
/// <param name="Added">How many deliveries were added.</param>
/// <param name="HasMore">Whether one of them can go on at once: it has looked at as many events as it may in one step, and there is room in its lane.</param>
public readonly record struct RedeliveryProgress(int Running, int Added, bool HasMore);

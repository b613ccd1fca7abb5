namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a step came to.</summary>
/// <param name="Running">How many jobs have not ended, and are not those of a lane that is disabled.</param>
/// <param name="Added">How many deliveries were added.</param>
/// <param name="HasMore">Whether one of them can go on at once: there is room in its lane, and the lane is not held back.</param>
public readonly record struct RedeliveryProgress(int Running, int Added, bool HasMore);

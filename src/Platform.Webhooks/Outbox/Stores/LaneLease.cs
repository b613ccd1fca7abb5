namespace Platform.Webhooks.Outbox.Stores;

/// <summary>A lane that a process holds.</summary>
/// <param name="Lane">The number of the lane.</param>
/// <param name="Name">Its name.</param>
/// <param name="Fence">Greater with each claim. What an earlier holder still writes is refused by it.</param>
/// <param name="Health">What the consumer last remembered in <see cref="LaneCondition.Health"/>.</param>
public readonly record struct LaneLease(long Lane, string Name, long Fence, string? Health = null);

namespace Platform.Webhooks.Outbox.Stores;

/// <summary>Whether a lane may be worked on: what outlives the process that found it out.</summary>
/// <param name="HeldBackUntil">Until when nobody claims it. What is published meanwhile waits.</param>
/// <param name="IsDisabled">Whether nobody claims it until it is enabled. What is published meanwhile waits.</param>
/// <param name="Health">What its consumer has to remember, in its own words.</param>
public sealed record LaneCondition(DateTimeOffset HeldBackUntil, bool IsDisabled, string? Health);

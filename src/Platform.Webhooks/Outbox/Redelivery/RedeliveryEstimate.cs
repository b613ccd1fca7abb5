namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>What a redelivery would do.</summary>
/// <param name="Count">How many events it would deliver, as things are.</param>
/// <param name="OldestAt">When the first of them was published.</param>
/// <param name="NewestAt">When the last of them was published.</param>
/// <param name="KeptSince">
/// When the oldest event was published that is still there, whoever it is for. What was published earlier is gone and can no longer be delivered.
/// </param>
public sealed record RedeliveryEstimate(long Count, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt, DateTimeOffset? KeptSince);

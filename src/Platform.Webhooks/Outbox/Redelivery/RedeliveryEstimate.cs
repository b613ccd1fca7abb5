namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>What a redelivery would do.</summary>
/// <param name="Count">How many events it would deliver, as things are: at most <see cref="MostCounted"/> are counted.</param>
/// <param name="OldestAt">When the first of them was published.</param>
/// <param name="NewestAt">When the last of them was published.</param>
/// <param name="KeptSince">
/// When the oldest event was published that is still there, whoever it is for. What was published earlier is gone and can no longer be delivered.
/// </param>
public sealed record RedeliveryEstimate(long Count, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt, DateTimeOffset? KeptSince)
{
    /// <summary>Where so many are counted there may be more, and the times are those of the counted ones.</summary>
    public const int MostCounted = 100_000;
}

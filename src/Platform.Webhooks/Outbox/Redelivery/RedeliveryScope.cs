namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>Which of the events of a time are delivered again.</summary>
public enum RedeliveryScope
{
    /// <summary>Those that were given up for the consumer: its dead letters. What it has taken it does not get again.</summary>
    DeadLetters,

    /// <summary>
    /// All that the consumer wants, by its types and its tenant as they are now, whether it has taken them or not; those from before it was there among them.
    /// </summary>
    Everything,
}

namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>A redelivery was not begun, since another has to end first.</summary>
public sealed class RedeliveryLimitException : InvalidOperationException
{
    /// <summary>Says what has to end.</summary>
    /// <param name="message">It in a sentence.</param>
    public RedeliveryLimitException(string message)
        : base(message)
    {
    }

    /// <summary>For a consumer that has one already.</summary>
    /// <param name="consumer">The name of the consumer.</param>
    /// <returns>What is thrown.</returns>
    public static RedeliveryLimitException OfConsumer(string consumer) => new($"A redelivery to {consumer} has not ended.");

    /// <summary>For a tenant of whose consumers as many have one as may.</summary>
    /// <param name="most">How many may.</param>
    /// <returns>What is thrown.</returns>
    public static RedeliveryLimitException OfTenant(int most) =>
        new($"{most} redeliveries of this tenant have not ended, and more are not begun.");

    /// <summary>For a store in which as many run as may.</summary>
    /// <param name="most">How many may.</param>
    /// <returns>What is thrown.</returns>
    public static RedeliveryLimitException OfAll(int most) => new($"{most} redeliveries have not ended, and more are not begun.");
}

using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Delivery;

/// <summary>What a receiver is sent of an event. Thread-safe.</summary>
public interface IWebhookFormat
{
    /// <summary>Writes the body of a webhook. It is asked at each attempt, and has to answer the same to the byte: receivers may compare.</summary>
    /// <param name="message">The event.</param>
    /// <returns>The body.</returns>
    /// <exception cref="Exception">Whatever it throws: the event is tried again by the schedule, and the receiver is not blamed.</exception>
    WebhookContent Write(OutboxMessage message);
}

/// <summary>The body of a webhook.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Body">Its bytes.</param>
public readonly record struct WebhookContent(string ContentType, ReadOnlyMemory<byte> Body);

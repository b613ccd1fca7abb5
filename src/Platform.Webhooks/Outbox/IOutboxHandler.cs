namespace Platform.Webhooks.Outbox;

/// <summary>Handles events in the process. An instance is made for each attempt, in a scope of its own.</summary>
public interface IOutboxHandler
{
    /// <summary>
    /// Handles an event. When it returns the event is done; when it throws the event comes again by <see cref="PlatformOutboxOptions.Retry"/>. It also comes again after a crash: use
    /// <see cref="IInbox"/> for effects that must happen once.
    /// </summary>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">Cancelled when the host stops and after <see cref="PlatformOutboxOptions.HandlerTimeout"/>.</param>
    /// <returns>When it is handled.</returns>
    ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken);
}

using System.Data.Common;

namespace Platform.Webhooks.Outbox;

/// <summary>Publishes events. Safe for use by several threads at once; a transaction, of course, is not.</summary>
public interface IOutbox
{
    /// <summary>
    /// Publishes in a transaction of the caller's, in the database of the outbox: if it is committed every consumer gets the event at least once, otherwise nobody ever does. One
    /// statement.
    /// </summary>
    /// <param name="outboxEvent">The event.</param>
    /// <param name="transaction">The transaction, begun and not ended.</param>
    /// <param name="cancellationToken">Ends the wait for the statement.</param>
    /// <returns>When the statement has run. The event goes out once the transaction is committed.</returns>
    /// <exception cref="ArgumentException">The transaction has ended.</exception>
    /// <exception cref="InvalidOperationException">The outbox is kept in memory, which takes part in no transaction.</exception>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    ValueTask PublishAsync(OutboxEvent outboxEvent, DbTransaction transaction, CancellationToken cancellationToken = default);

    /// <summary>Publishes in a transaction of its own: for events that no other change goes with.</summary>
    /// <param name="outboxEvent">The event.</param>
    /// <param name="cancellationToken">Ends the wait. What was cancelled may have been published nevertheless.</param>
    /// <returns>When it is committed.</returns>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    ValueTask PublishAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken = default);
}

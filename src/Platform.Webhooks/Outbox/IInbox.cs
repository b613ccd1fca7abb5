using System.Data.Common;

namespace Platform.Webhooks.Outbox;

/// <summary>
/// Makes what is delivered at least once take effect once: the first transaction that enters a message and is committed is the only one. For handlers in the process and for
/// receivers of webhooks alike. Safe for use by several threads at once.
/// </summary>
public interface IInbox
{
    /// <summary>Enters a message, in the transaction that has its effects.</summary>
    /// <param name="consumer">Who handles it: the name of a handler, or of a source of webhooks. Each has messages of its own.</param>
    /// <param name="messageId">The id of the message.</param>
    /// <param name="transaction">The transaction with the effects, in the database of the outbox.</param>
    /// <param name="cancellationToken">Ends the wait. Another transaction that has entered the same message is waited for.</param>
    /// <returns>Whether it was not entered before: only then may the effects be written.</returns>
    /// <exception cref="ArgumentException">A name is empty or longer than 256 characters, or the transaction has ended.</exception>
    /// <exception cref="InvalidOperationException">The outbox is kept in memory.</exception>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    ValueTask<bool> EnterAsync(string consumer, string messageId, DbTransaction transaction, CancellationToken cancellationToken = default);
}

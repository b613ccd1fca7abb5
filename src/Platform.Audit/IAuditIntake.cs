using System.Data.Common;
using Platform.Audit.Records;

namespace Platform.Audit;

/// <summary>
/// Appends events in transactions of the caller, so that an event is recorded if and only if what it is about was committed. It is a row in the caller's own transaction, which
/// the log takes up after the commit: in the order of commits, exactly once, however late a commit comes.
/// </summary>
/// <remarks>The log must be kept in the database of the transactions. Thread-safe; a transaction, as always, is used by one thread at a time.</remarks>
public interface IAuditIntake
{
    /// <summary>Appends an event in a transaction.</summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="transaction">The transaction, which stays the caller's: it is neither committed nor rolled back.</param>
    /// <param name="auditEvent">The event, written on the caller's thread. Nothing of it is kept.</param>
    /// <param name="cancellationToken">Ends the attempt; the transaction should then be rolled back.</param>
    /// <returns>A task that ends when the row is in the transaction. Its index it gets with the commit, a little later.</returns>
    /// <exception cref="ArgumentException">The event does not fit into a record, its fields are not in order, or the transaction has ended.</exception>
    /// <exception cref="DbException">The database refuses, for example because the log is kept elsewhere.</exception>
    ValueTask AppendAsync<TEvent>(DbTransaction transaction, TEvent auditEvent, CancellationToken cancellationToken = default)
        where TEvent : IAuditEvent;

    /// <summary>Has the log look for rows now, after a commit, rather than with the next <see cref="PlatformAuditOptions.IntakeInterval"/>. Nothing needs this but haste.</summary>
    void Wake();
}

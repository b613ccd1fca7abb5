using Platform.Audit.Records;

namespace Platform.Audit;

/// <summary>The end of an audit log at which events go in. Whoever has no more than this can read nothing. For several threads at once.</summary>
public interface IAuditAppender
{
    /// <summary>Appends an event.</summary>
    /// <typeparam name="TEvent">Its type.</typeparam>
    /// <param name="auditEvent">The event. It is written before this returns; nothing of it is kept.</param>
    /// <param name="acknowledgement">How far it must have come before the task ends.</param>
    /// <param name="cancellationToken">Ends the waiting. An event that was accepted is recorded all the same.</param>
    /// <returns>How far it has come.</returns>
    /// <exception cref="AuditUnavailableException">It could not be recorded in time, and what it is about must not happen without
    /// (<see cref="WhenAuditUnavailable.Reject"/>).</exception>
    /// <exception cref="ArgumentException">The event is longer than 65,535 bytes, or its fields are not in order.</exception>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    ValueTask<AuditReceipt> AppendAsync<TEvent>(
        TEvent auditEvent, AuditAcknowledgement acknowledgement = AuditAcknowledgement.Durable, CancellationToken cancellationToken = default)
        where TEvent : IAuditEvent;
}

namespace Platform.Audit;

/// <summary>What the log says of an event that was appended.</summary>
/// <param name="Acknowledgement">How far it has come: at least what was asked for, or less where the event is allowed without the log.</param>
/// <param name="Index">Its index in the log, by which it is proven; -1 unless it is <see cref="AuditAcknowledgement.Durable"/>.</param>
public readonly record struct AuditReceipt(AuditAcknowledgement Acknowledgement, long Index)
{
    /// <summary>Of an event that waits.</summary>
    internal static AuditReceipt Queued => new(AuditAcknowledgement.Queued, -1);

    /// <summary>Of an event that is not recorded.</summary>
    internal static AuditReceipt Lost => new(AuditAcknowledgement.None, -1);
}

namespace Platform.Audit;

/// <summary>What the log says of an event that was appended.</summary>
/// <param name="Acknowledgement">How far it has come: at least what was asked for, or less where the event is allowed without the log.</param>
/// <param name="Index">
/// Its index in the log, by which it is proven; -1 where it has none yet: unless it is <see cref="AuditAcknowledgement.Durable"/>, and where another process
/// has the log, for which it was left on the disk.
/// </param>
public readonly record struct AuditReceipt(AuditAcknowledgement Acknowledgement, long Index)
{
    /// <summary>Whether a crash does not lose it any more.</summary>
    public bool IsDurable => Acknowledgement >= AuditAcknowledgement.Durable;

    /// <summary>Gives the index, if it has one already.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Whether it has.</returns>
    public bool TryGetIndex(out long index)
    {
        index = Index;
        return index >= 0;
    }

    /// <summary>Of an event that waits.</summary>
    internal static AuditReceipt Queued => new(AuditAcknowledgement.Queued, -1);

    /// <summary>Of an event that is not recorded.</summary>
    internal static AuditReceipt Lost => new(AuditAcknowledgement.None, -1);
}

namespace Platform.Audit.PersonalData;

/// <summary>What was erased.</summary>
/// <param name="Records">How many records had something to be erased.</param>
/// <param name="Receipts">The receipts of the records that say so, each for up to 1,000; none where there was nothing to erase.</param>
/// <param name="IsComplete">
/// Whether what waited when it began, in the queue and in the intake, came into the log in time and was erased too. Otherwise call it again later. What is in a transaction that has not committed is never in it.
/// </param>
public sealed record AuditErasure(long Records, IReadOnlyList<AuditReceipt> Receipts, bool IsComplete)
{
    /// <summary>How many records have something that stays, because a hold has them (<see cref="Retention.IAuditHolds"/>). Erase again when that is released.</summary>
    public long Held { get; init; }

    /// <summary>How many of the records were sealed with a key that is destroyed, so that nobody can tell any more whether they are about the subject beside whose name they lay. The record of the erasure names them. Erase first,
    /// then destroy the key, and it is those alone that came in between.</summary>
    public long KeyDestroyed { get; init; }
}

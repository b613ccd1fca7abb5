namespace Platform.Audit.PersonalData;

/// <summary>What was erased.</summary>
/// <param name="Records">How many records had something to be erased.</param>
/// <param name="Receipts">The receipts of the records that say so, each for up to 1,000; none where there was nothing to erase.</param>
public sealed record AuditErasure(long Records, IReadOnlyList<AuditReceipt> Receipts);

namespace Platform.Audit.Stores;

/// <summary>A record whose contents are erased with a batch.</summary>
/// <param name="Index">The index of the record.</param>
/// <param name="ErasedBy">The index of the record, in the batch, that says so.</param>
public readonly record struct AuditErasedRecord(long Index, long ErasedBy);

namespace Platform.Audit.Stores;

/// <summary>A range of records that a store drops as a whole. Full bundles: both ends are multiples of 256.</summary>
/// <param name="First">The index of its first record.</param>
/// <param name="End">The index after its last.</param>
public readonly record struct AuditPartition(long First, long End);

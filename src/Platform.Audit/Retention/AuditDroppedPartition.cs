namespace Platform.Audit.Retention;

/// <summary>A partition that was dropped.</summary>
/// <param name="First">The index of its first record.</param>
/// <param name="End">The index after its last.</param>
/// <param name="Archive">The name of the file in the archive; <see langword="null"/> where there is no archive.</param>
/// <param name="DroppedBy">The record that says so.</param>
public sealed record AuditDroppedPartition(long First, long End, string? Archive, long DroppedBy);

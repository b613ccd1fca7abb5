namespace Platform.Audit.Stores;

/// <summary>Records of a process that appends to the log while another has it.</summary>
/// <param name="Producer">The producer of all of them.</param>
/// <param name="First">The number of the first.</param>
/// <param name="Last">The number of the last. Those between are in ascending order.</param>
/// <param name="Records">The records. Their memory is used again after the call.</param>
public sealed record AuditRelay(long Producer, long First, long Last, IReadOnlyList<ReadOnlyMemory<byte>> Records);

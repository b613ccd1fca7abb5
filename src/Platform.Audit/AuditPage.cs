namespace Platform.Audit;

/// <summary>A page of what was found.</summary>
/// <param name="Entries">The events, in their order.</param>
/// <param name="Next">What <see cref="AuditQuery.After"/> is for the next page; <see langword="null"/> where there is none.</param>
/// <param name="Size">How many records the log had when it was searched.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next, long Size);

/// <summary>An event that was found.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="Record">Its bytes: <see cref="Records.AuditRecord.TryRead"/> says what they mean.</param>
/// <param name="Proof">The bytes of its <c>.tlog-proof</c> file; empty unless <see cref="AuditQuery.WithProofs"/>.</param>
public sealed record AuditEntry(long Index, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Proof);

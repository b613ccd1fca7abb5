namespace Platform.Audit.Export;

/// <summary>A record on its way to another system.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="Record">Its bytes, as they were hashed: <see cref="Records.AuditRecord.TryRead"/> says what they mean.</param>
public readonly record struct AuditExportRecord(long Index, ReadOnlyMemory<byte> Record);

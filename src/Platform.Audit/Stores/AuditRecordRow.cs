namespace Platform.Audit.Stores;

/// <summary>The row of a record, as it stands in its store, right or wrong.</summary>
/// <param name="Index">Its index.</param>
/// <param name="RecordedAt">When it was recorded, as the row says beside the record: microseconds since 1970.</param>
/// <param name="Record">The record.</param>
/// <param name="Hash">The hash beside it.</param>
/// <param name="Root">The root of the tree up to it; empty where no transaction has ended with it.</param>
public sealed record AuditRecordRow(long Index, long RecordedAt, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Root);

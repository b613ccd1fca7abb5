namespace Platform.Audit.Stores;

/// <summary>The row of a node, as it stands in its store, right or wrong.</summary>
/// <param name="Level">The level of the tile that it stands in, from 1.</param>
/// <param name="Index">Its index within the level.</param>
/// <param name="Hash">The hash.</param>
public sealed record AuditNodeRow(int Level, long Index, ReadOnlyMemory<byte> Hash);

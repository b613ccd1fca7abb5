using Platform.Audit.Trees;

namespace Platform.Audit.Stores;

/// <summary>The root of a full tile, which is a hash in a tile of the level above it.</summary>
/// <param name="Level">The level of the tile that it stands in, from 1.</param>
/// <param name="Index">Its index within the level.</param>
/// <param name="Hash">The hash.</param>
public readonly record struct AuditNode(int Level, long Index, TreeHash Hash);

namespace Platform.Encryption.Keys;

/// <summary>All that a store knows of a scope.</summary>
/// <param name="Keys">The keys in the order of their versions; empty before the first and after destruction.</param>
/// <param name="DestroyedAt">When the keys of the scope or of its tenant were destroyed, or <see langword="null"/>.</param>
public sealed record StoredKeys(IReadOnlyList<StoredKey> Keys, DateTimeOffset? DestroyedAt);

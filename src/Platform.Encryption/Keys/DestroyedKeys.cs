namespace Platform.Encryption.Keys;

/// <summary>What a store remembers of a scope that was destroyed.</summary>
/// <param name="KeyIds">The ids of all keys that went: those of the scope, and for a tenant those of its purposes and subjects too. Retired ones are among them.</param>
/// <param name="DestroyedAt">When they were destroyed.</param>
/// <param name="BackupsExpireAt">Until when a backup may hold them, as it was told then.</param>
public sealed record DestroyedKeys(IReadOnlyList<KeyId> KeyIds, DateTimeOffset DestroyedAt, DateTimeOffset BackupsExpireAt);

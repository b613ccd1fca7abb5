namespace Platform.Encryption.Keys;

/// <summary>What a store remembers of a scope that was destroyed.</summary>
/// <param name="KeyIds">The ids of the keys that it had, in the order of their versions.</param>
/// <param name="DestroyedAt">When they were destroyed.</param>
public sealed record DestroyedKeys(IReadOnlyList<KeyId> KeyIds, DateTimeOffset DestroyedAt);

using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>What was destroyed.</summary>
/// <param name="Scope">What the keys were for.</param>
/// <param name="KeyIds">The ids of the keys: a value that names one of them is unreadable.</param>
/// <param name="DestroyedAt">When the store destroyed them; asking again tells the same.</param>
/// <param name="BackupsExpireAt">Until when a backup of the key store may still hold them.</param>
public sealed record ShredReceipt(KeyScope Scope, IReadOnlyList<KeyId> KeyIds, DateTimeOffset DestroyedAt, DateTimeOffset BackupsExpireAt);

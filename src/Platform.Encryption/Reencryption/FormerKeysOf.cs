using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>A scope that has former keys, with all of its keys as they were stored: the last one seals, those before it are to go.</summary>
internal sealed record FormerKeysOf(KeyScope Scope, IReadOnlyList<StoredKey> Stored)
{
    public StoredKey Newest => Stored[^1];

    public IEnumerable<StoredKey> Former => Stored.SkipLast(1);
}

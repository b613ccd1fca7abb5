namespace Platform.Encryption.Keys;

/// <summary>Decides whether what a store gave can be believed; pure. What is inside is proved by unwrapping.</summary>
internal static class StoredKeysRule
{
    /// <param name="asked">The scope that was asked for.</param>
    /// <param name="keys">What the store gave.</param>
    /// <param name="highestSeen">The highest version of the scope that was seen before; 0 for none.</param>
    public static StoredKeysVerdict Judge(KeyScope asked, IReadOnlyList<StoredKey> keys, int highestSeen)
    {
        // The last one seals: were the order believed, a store could have a retired key seal again.
        var (version, ids) = (0, new HashSet<KeyId>());
        foreach (var key in keys)
        {
            if (key.Scope != asked || key.Version <= version || !ids.Add(key.Id))
                return StoredKeysVerdict.NotGenuine;
            version = key.Version;
        }
        return version < highestSeen ? StoredKeysVerdict.Outdated : StoredKeysVerdict.Good;
    }
}

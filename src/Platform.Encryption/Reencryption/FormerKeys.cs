using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>When nobody can seal any more with a key that is not the newest. Pure.</summary>
internal static class FormerKeys
{
    /// <summary>
    /// A key was the newest until its successor was made. An instance that had looked it up just before uses it for <see cref="KeyringSettings.UnusableAfter"/>, counted from the end of a look-up that
    /// took <see cref="KeyringSettings.LookUpTimeout"/> at most; what it has sealed may wait in a transaction that is open, and its clock may differ: that is the grace.
    /// </summary>
    public static DateTimeOffset UnusableFrom(StoredKey successor, KeyringSettings settings, TimeSpan grace) =>
        successor.CreatedAt + settings.LookUpTimeout + settings.UnusableAfter + grace;

    /// <summary>The former keys whose time is over at <paramref name="now"/>, and when the next one's is.</summary>
    public static (IReadOnlyList<KeyId> Unusable, DateTimeOffset? NextFrom) At(DateTimeOffset now, IReadOnlyList<StoredKey> keys, KeyringSettings settings, TimeSpan grace)
    {
        var unusable = new List<KeyId>();
        DateTimeOffset? next = null;
        for (var i = 0; i < keys.Count - 1; i++)
        {
            var from = UnusableFrom(keys[i + 1], settings, grace);
            if (from <= now)
                unusable.Add(keys[i].Id);
            else
                next = next is { } other && other < from ? other : from;
        }
        return (unusable, next);
    }
}

namespace Platform.Encryption.Keys;

/// <summary>A wrapped key as a store keeps it.</summary>
/// <param name="Scope">What it is for.</param>
/// <param name="Version">1 for the first key of its scope, then one more each time it is rotated. The highest seals.</param>
/// <param name="Id">The id of the key inside, which is checked when it is unwrapped.</param>
/// <param name="Wrapped">The key, encrypted. Not a secret.</param>
/// <param name="WrappedBy">What wrapped it: the <see cref="KeyId"/> of a tenant's key, or what <see cref="IRootKey.CurrentVersion"/> said.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record StoredKey(KeyScope Scope, int Version, KeyId Id, ReadOnlyMemory<byte> Wrapped, string WrappedBy, DateTimeOffset CreatedAt)
{
    /// <summary>Scope and version.</summary>
    /// <returns>"scope v1".</returns>
    public override string ToString() => $"{Scope} v{Version}";

    /// <summary>That two are one key, wrapped in two ways.</summary>
    internal static void CheckSame(StoredKey current, StoredKey replacement)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(replacement);
        if (current.Scope != replacement.Scope || current.Version != replacement.Version || current.Id != replacement.Id)
            throw new ArgumentException("Wrapped anew, a key has the same scope, version and id.", nameof(replacement));
    }
}

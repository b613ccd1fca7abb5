using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>Keeps wrapped keys. It never sees a secret. Thread-safe, and shared by all instances of a service.</summary>
public interface IKeyStore
{
    /// <summary>Reads all that is known of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its keys in the order of their versions, or when they were destroyed.</returns>
    ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken);

    /// <summary>Adds a key durably, if its version is the next one of its scope and the scope was not destroyed. Decided and done as one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been added or not.</param>
    /// <returns><see langword="false"/> if another was faster or the scope was destroyed: read again.</returns>
    ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken);

    /// <summary>Deletes all keys of a scope durably and remembers that, so that it never gets another. Decided and done as one; doing it again changes nothing.</summary>
    /// <param name="scope">The scope; it need not have had a key.</param>
    /// <param name="destroyedAt">The time to remember.</param>
    /// <param name="cancellationToken">Stops waiting; the keys may have been destroyed or not.</param>
    /// <returns>What the first call has destroyed, and when.</returns>
    ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, CancellationToken cancellationToken);
}

using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>Keeps wrapped keys. It never sees a secret. Thread-safe, and shared by all instances of a service.</summary>
/// <remarks>
/// Whatever is decided is decided and done as one. What cannot be read because it makes no sense is an <see cref="InvalidDataException"/>; what
/// is not there just now is any other exception. The contract is <c>KeyStoreContract</c> in the tests of the library.
/// </remarks>
public interface IKeyStore
{
    /// <summary>Reads all that is known of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its keys in the order of their versions, or when they or the keys of its tenant were destroyed.</returns>
    ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken);

    /// <summary>Reads by the ids that stand in sealed values, for many values in one round trip.</summary>
    /// <param name="ids">The ids; each at most once counts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What is known of them.</returns>
    ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken);

    /// <summary>Lists keys by tenant, kind, purpose, subject and version, each compared byte by byte in UTF-8. What is added or taken away meanwhile may be listed or not; everything else is, once.</summary>
    /// <param name="filter">Which keys.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The keys.</returns>
    IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, CancellationToken cancellationToken);

    /// <summary>Adds a key durably, if its version is one more than the highest that its scope has or ever had, neither the scope nor its tenant was destroyed, and a purpose or subject is wrapped by a key that its tenant has. A store with a clock of its own keeps the later time as <see cref="StoredKey.CreatedAt"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been added or not.</param>
    /// <returns><see langword="false"/> if one of these is not so: read again.</returns>
    ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken);

    /// <summary>Puts the same key, wrapped by another, in the place of a key, if that still is as it was read, and a purpose or subject is wrapped by a key that its tenant has.</summary>
    /// <param name="current">The key as it was read.</param>
    /// <param name="replacement">The key with other <see cref="StoredKey.Wrapped"/> and <see cref="StoredKey.WrappedBy"/>.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been replaced or not.</param>
    /// <returns><see langword="false"/> if it was changed, or is gone: read again.</returns>
    /// <exception cref="ArgumentException">The two differ in scope, version or id.</exception>
    ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken);

    /// <summary>Deletes one key durably and remembers its id, unless it is the newest of its scope or a key of its tenant is wrapped by it.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">The key.</param>
    /// <param name="retiredAt">The time to remember.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been retired or not.</param>
    /// <returns><see langword="false"/> if it is the newest, wraps something, or is not there.</returns>
    ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken);

    /// <summary>Deletes all keys of a scope durably and remembers that, so that it never gets another; a tenant takes its purposes and subjects along. Doing it again changes nothing.</summary>
    /// <param name="scope">The scope; it need not have had a key. Its names need not be remembered in clear, and should not be.</param>
    /// <param name="destroyedAt">The time to remember.</param>
    /// <param name="backupsExpireAt">Until when a backup may hold them, to be remembered.</param>
    /// <param name="cancellationToken">Stops waiting; the keys may have been destroyed or not.</param>
    /// <returns>What the first call has destroyed, and when.</returns>
    ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken);
}

using Platform.Encryption.Keys;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>A key store in memory that counts how it is asked.</summary>
internal sealed class CountingKeyStore : IKeyStore
{
    private readonly InMemoryKeyStore _inner = new();

    public int Reads { get; private set; }

    public int Finds { get; private set; }

    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        Reads++;
        return _inner.ReadAsync(scope, cancellationToken);
    }

    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        Finds++;
        return _inner.FindAsync(ids, cancellationToken);
    }

    public IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, CancellationToken cancellationToken) => _inner.ListAsync(filter, cancellationToken);

    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken) => _inner.TryAddAsync(key, cancellationToken);

    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken) => _inner.TryRewrapAsync(current, replacement, cancellationToken);

    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken) => _inner.TryRetireAsync(scope, id, retiredAt, cancellationToken);

    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken) =>
        _inner.DestroyAsync(scope, destroyedAt, backupsExpireAt, cancellationToken);
}

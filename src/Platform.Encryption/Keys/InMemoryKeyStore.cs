using System.Runtime.CompilerServices;

namespace Platform.Encryption.Keys;

/// <summary>Keeps wrapped keys as long as the process lives. For tests, and for data that lives no longer.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly Lock _guard = new();
    private readonly KeyTable _table = new();

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new(Do(() => _table.Read(scope), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new(Do(() => _table.Find(ids), cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var keys = Do(() => _table.List(filter), cancellationToken);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(Do(() => _table.TryAdd(key), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken)
    {
        StoredKey.CheckSame(current, replacement);
        return new(Do(() => _table.TryRewrap(current, replacement), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new(Do(() => _table.TryRetire(scope, id), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return new(Do(() => _table.Destroy(scope, destroyedAt, backupsExpireAt, out _), cancellationToken));
    }

    private T Do<T>(Func<T> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
            return decide();
    }
}

namespace Platform.Encryption.Keys;

/// <summary>Keeps wrapped keys as long as the process lives. For tests, and for data that lives no longer.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly Lock _guard = new();
    private readonly Dictionary<KeyScope, List<StoredKey>> _keys = [];
    private readonly Dictionary<KeyScope, DestroyedKeys> _destroyed = [];

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
            return new(new StoredKeys([.. _keys.GetValueOrDefault(scope) ?? []], _destroyed.GetValueOrDefault(scope)?.DestroyedAt));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            var known = _keys.GetValueOrDefault(key.Scope) ?? [];
            if (_destroyed.ContainsKey(key.Scope) || key.Version != known.Count + 1)
                return new(false);
            known.Add(key);
            _keys[key.Scope] = known;
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            if (!_destroyed.TryGetValue(scope, out var destroyed))
            {
                destroyed = new DestroyedKeys([.. (_keys.GetValueOrDefault(scope) ?? []).Select(key => key.Id)], destroyedAt);
                _destroyed.Add(scope, destroyed);
                _keys.Remove(scope);
            }
            return new(destroyed);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;

namespace Platform.Encryption.Keys;

/// <summary>Keeps wrapped keys as long as the process lives. For tests, and for data that lives no longer.</summary>
public sealed class InMemoryKeyStore : IKeyStore
{
    private readonly Lock _guard = new();
    private readonly Dictionary<KeyScope, List<StoredKey>> _keys = [];
    private readonly Dictionary<KeyScope, DestroyedKeys> _destroyed = [];

    // What ever was, by id and by scope.
    private readonly Dictionary<KeyId, KeyScope> _scopes = [];
    private readonly Dictionary<KeyScope, List<KeyId>> _ids = [];

    /// <inheritdoc/>
    public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
            return new(new StoredKeys([.. KeysOf(scope)], DestructionOf(scope)?.DestroyedAt));
    }

    /// <inheritdoc/>
    public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            var living = ids.Where(id => _scopes.TryGetValue(id, out var scope) && KeysOf(scope).Any(key => key.Id == id)).ToHashSet();
            var keys = living.Select(id => _scopes[id]).Distinct().SelectMany(KeysOf);
            return new(new FoundKeys([.. keys], [.. ids.Distinct().Where(id => _scopes.ContainsKey(id) && !living.Contains(id))]));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        StoredKey[] keys;
        lock (_guard)
        {
            keys =
            [
                .. _keys.Values.SelectMany(static each => each).Where(filter.Matches)
                    .OrderBy(static key => key.Scope.Tenant, Utf8Order.Instance).ThenBy(static key => key.Scope.Kind)
                    .ThenBy(static key => key.Scope.Purpose, Utf8Order.Instance).ThenBy(static key => key.Scope.Subject, Utf8Order.Instance)
                    .ThenBy(static key => key.Version),
            ];
        }

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
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            // The newest is never retired, so the highest that is there is the highest that ever was.
            var known = KeysOf(key.Scope);
            var newest = known.Count == 0 ? 0 : known[^1].Version;
            if (DestructionOf(key.Scope) is not null || key.Version != newest + 1 || _scopes.ContainsKey(key.Id) || !IsWrappedByATenantKey(key))
                return new(false);
            if (known.Count == 0)
                _keys[key.Scope] = known = [];
            known.Add(key);
            _scopes.Add(key.Id, key.Scope);
            if (!_ids.TryGetValue(key.Scope, out var ids))
                _ids[key.Scope] = ids = [];
            ids.Add(key.Id);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(replacement);
        if (current.Scope != replacement.Scope || current.Version != replacement.Version || current.Id != replacement.Id)
            throw new ArgumentException("Wrapped anew, a key has the same scope, version and id.", nameof(replacement));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            var known = KeysOf(current.Scope);
            var at = known.FindIndex(key => key.Id == current.Id && key.Wrapped.Span.SequenceEqual(current.Wrapped.Span));
            if (at < 0 || !IsWrappedByATenantKey(replacement))
                return new(false);
            known[at] = known[at] with { Wrapped = replacement.Wrapped, WrappedBy = replacement.WrappedBy };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            var known = KeysOf(scope);
            var at = known.FindIndex(key => key.Id == id);
            var name = id.ToString();
            if (at < 0 || at == known.Count - 1 || _keys.Values.Any(keys => keys.Any(key => key.Scope.Tenant == scope.Tenant && key.WrappedBy == name)))
                return new(false);
            known.RemoveAt(at);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_guard)
        {
            if (_destroyed.TryGetValue(scope, out var destroyed))
                return new(destroyed);
            KeyScope[] scopes = scope.Kind == KeyScopeKind.Tenant
                ? [scope, .. _ids.Keys.Where(each => each.IsBelowTenant && each.Tenant == scope.Tenant && !_destroyed.ContainsKey(each))]
                : [scope];
            destroyed = new DestroyedKeys([.. scopes.SelectMany(each => _ids.GetValueOrDefault(each) ?? [])], destroyedAt, backupsExpireAt);
            _destroyed.Add(scope, destroyed);
            foreach (var each in scopes)
                _keys.Remove(each);
            return new(destroyed);
        }
    }

    private List<StoredKey> KeysOf(KeyScope scope) => _keys.GetValueOrDefault(scope) ?? [];

    private DestroyedKeys? DestructionOf(KeyScope scope) =>
        _destroyed.GetValueOrDefault(scope) ?? (scope.IsBelowTenant ? _destroyed.GetValueOrDefault(KeyScope.ForTenant(scope.Tenant)) : null);

    private bool IsWrappedByATenantKey(StoredKey key) =>
        !key.Scope.IsBelowTenant || KeysOf(KeyScope.ForTenant(key.Scope.Tenant)).Any(tenant => tenant.Id.ToString() == key.WrappedBy);

    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}

using System.Text;

namespace Platform.Encryption.Keys;

/// <summary>What a key store decides, over keys in memory; pure. Not thread-safe. Of what was destroyed it knows digests, and no names.</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<KeyScope, List<StoredKey>> _keys = [];
    private readonly Dictionary<KeyId, KeyScope> _scopes = [];
    private readonly Dictionary<KeyId, GoneKey> _gone = [];
    private readonly Dictionary<string, DestroyedScope> _destroyed = new(StringComparer.Ordinal);

    /// <summary>All living keys.</summary>
    public IEnumerable<StoredKey> Keys => _keys.Values.SelectMany(static keys => keys);

    /// <summary>All keys that were retired or destroyed, in the order in which they went.</summary>
    public IEnumerable<GoneKey> Gone => _gone.Values;

    /// <summary>All scopes that were destroyed.</summary>
    public IEnumerable<DestroyedScope> Destroyed => _destroyed.Values;

    public StoredKeys Read(KeyScope scope) => new([.. KeysOf(scope)], DestructionOf(scope)?.DestroyedAt);

    public FoundKeys Find(IReadOnlyCollection<KeyId> ids)
    {
        var asked = ids.Distinct().ToList();
        var keys = asked.Where(_scopes.ContainsKey).Select(id => _scopes[id]).Distinct().SelectMany(KeysOf);
        return new FoundKeys([.. keys], [.. asked.Where(_gone.ContainsKey)]);
    }

    public StoredKey[] List(KeyFilter filter) =>
    [
        .. Keys.Where(filter.Matches)
            .OrderBy(static key => key.Scope.Tenant, Utf8Order.Instance).ThenBy(static key => key.Scope.Kind)
            .ThenBy(static key => key.Scope.Purpose, Utf8Order.Instance).ThenBy(static key => key.Scope.Subject, Utf8Order.Instance)
            .ThenBy(static key => key.Version),
    ];

    public bool TryAdd(StoredKey key)
    {
        // The newest is never retired, so the highest that is there is the highest that ever was.
        var newest = KeysOf(key.Scope) is [.., var last] ? last.Version : 0;
        if (DestructionOf(key.Scope) is not null || key.Version != newest + 1 || _scopes.ContainsKey(key.Id) || _gone.ContainsKey(key.Id) || !IsWrappedByATenantKey(key))
            return false;
        Add(key);
        return true;
    }

    public bool TryRewrap(StoredKey current, StoredKey replacement)
    {
        var known = KeysOf(current.Scope);
        var at = known.FindIndex(key => key.Id == current.Id && key.Wrapped.Span.SequenceEqual(current.Wrapped.Span));
        if (at < 0 || !IsWrappedByATenantKey(replacement))
            return false;
        known[at] = known[at] with { Wrapped = replacement.Wrapped, WrappedBy = replacement.WrappedBy };
        return true;
    }

    public bool TryRetire(KeyScope scope, KeyId id)
    {
        var known = KeysOf(scope);
        var at = known.FindIndex(key => key.Id == id);
        var name = id.ToString();
        if (at < 0 || at == known.Count - 1 || Keys.Any(key => key.Scope.Tenant == scope.Tenant && key.WrappedBy == name))
            return false;
        known.RemoveAt(at);
        _scopes.Remove(id);
        Add(new GoneKey(id, DigestOf(scope), TenantDigestOf(scope), DestroyedWith: null));
        return true;
    }

    /// <summary>Destroys, unless that was done before.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="destroyedAt">The time to remember.</param>
    /// <param name="backupsExpireAt">Until when a backup may hold the keys.</param>
    /// <param name="isNew">Whether this call did it.</param>
    public DestroyedKeys Destroy(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, out bool isNew)
    {
        var digest = DigestOf(scope);
        isNew = _destroyed.TryAdd(digest, new DestroyedScope(digest, destroyedAt, backupsExpireAt));
        if (isNew)
        {
            foreach (var retired in _gone.Values.Where(key => key.DestroyedWith is null && (key.Scope == digest || key.Tenant == digest)).ToList())
                _gone[retired.Id] = retired with { DestroyedWith = digest };
            foreach (var each in _keys.Keys.Where(each => each == scope || (scope.Kind == KeyScopeKind.Tenant && each.IsBelowTenant && each.Tenant == scope.Tenant)).ToList())
            {
                foreach (var key in _keys[each])
                {
                    _scopes.Remove(key.Id);
                    Add(new GoneKey(key.Id, DigestOf(each), TenantDigestOf(each), digest));
                }
                _keys.Remove(each);
            }
        }
        var known = _destroyed[digest];
        return new DestroyedKeys([.. _gone.Values.Where(key => key.DestroyedWith == digest).Select(static key => key.Id)], known.DestroyedAt, known.BackupsExpireAt);
    }

    /// <summary>Puts in what was decided before.</summary>
    public void Add(StoredKey key)
    {
        if (!_keys.TryGetValue(key.Scope, out var known))
            _keys[key.Scope] = known = [];
        known.Add(key);
        _scopes.Add(key.Id, key.Scope);
    }

    /// <inheritdoc cref="Add(StoredKey)"/>
    public void Add(GoneKey key) => _gone.Add(key.Id, key);

    /// <inheritdoc cref="Add(StoredKey)"/>
    public void Add(DestroyedScope scope) => _destroyed.Add(scope.Scope, scope);

    private static string DigestOf(KeyScope scope) => Convert.ToHexStringLower(scope.ComputeDigest());

    private static string TenantDigestOf(KeyScope scope) => scope.Kind == KeyScopeKind.Store ? "" : DigestOf(KeyScope.ForTenant(scope.Tenant));

    private List<StoredKey> KeysOf(KeyScope scope) => _keys.GetValueOrDefault(scope) ?? [];

    private DestroyedScope? DestructionOf(KeyScope scope) =>
        _destroyed.GetValueOrDefault(DigestOf(scope)) ?? (scope.IsBelowTenant ? _destroyed.GetValueOrDefault(TenantDigestOf(scope)) : null);

    private bool IsWrappedByATenantKey(StoredKey key) =>
        !key.Scope.IsBelowTenant || KeysOf(KeyScope.ForTenant(key.Scope.Tenant)).Any(tenant => tenant.Id.ToString() == key.WrappedBy);

    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}

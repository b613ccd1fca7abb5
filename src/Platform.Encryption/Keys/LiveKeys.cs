namespace Platform.Encryption.Keys;

/// <summary>All keys in memory that are not zeroed, whether the cache still knows them or only a lease does. Thread-safe.</summary>
/// <remarks>A shredding goes by this and not by the cache: a lease taken before a rotation, an eviction or a look-up holds keys that the cache has forgotten.</remarks>
internal sealed class LiveKeys
{
    private readonly Lock _guard = new();
    private readonly Dictionary<string, Dictionary<KeyScope, List<HeldKeys>>> _tenants = [];

    public void Add(HeldKeys keys)
    {
        lock (_guard)
        {
            if (!_tenants.TryGetValue(keys.Scope.Tenant, out var scopes))
                _tenants[keys.Scope.Tenant] = scopes = [];
            if (!scopes.TryGetValue(keys.Scope, out var live))
                scopes[keys.Scope] = live = new(1);
            live.Add(keys);
        }
    }

    public void Remove(HeldKeys keys)
    {
        lock (_guard)
        {
            if (!_tenants.TryGetValue(keys.Scope.Tenant, out var scopes) || !scopes.TryGetValue(keys.Scope, out var live))
                return;
            live.Remove(keys);
            if (live.Count > 0)
                return;
            scopes.Remove(keys.Scope);
            if (scopes.Count == 0)
                _tenants.Remove(keys.Scope.Tenant);
        }
    }

    /// <summary>Zeroes all keys of a scope; for a tenant those of its purposes and subjects too.</summary>
    public void Zero(KeyScope scope)
    {
        HeldKeys[] found;
        lock (_guard)
        {
            found = _tenants.TryGetValue(scope.Tenant, out var scopes)
                ? scope.Kind == KeyScopeKind.Tenant ? [.. scopes.Values.SelectMany(static live => live)] : [.. scopes.GetValueOrDefault(scope) ?? []]
                : [];
        }
        foreach (var keys in found)
            keys.Zero();
    }

    /// <summary>Zeroes what the store has not confirmed for too long.</summary>
    public void ZeroWhatIsOver()
    {
        HeldKeys[] found;
        lock (_guard)
            found = [.. _tenants.Values.SelectMany(static scopes => scopes.Values).SelectMany(static live => live).Where(static keys => keys.Use.IsOver)];
        foreach (var keys in found)
            keys.Zero();
    }

    /// <summary>How many there are.</summary>
    public int Count()
    {
        lock (_guard)
            return _tenants.Values.Sum(static scopes => scopes.Values.Sum(static live => live.Count));
    }
}

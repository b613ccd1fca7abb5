using Platform.Encryption.Keys;

namespace Platform.Encryption.Inventory;

/// <summary>What the key store knows, for those who count values by the keys that they name. Used by one inventory, one call at a time.</summary>
public sealed class InventoryKeys
{
    private const int MostAtOnce = 500;

    private readonly IKeyStore _store;
    private readonly SortedSet<string> _tenants = new(StringComparer.Ordinal);
    private readonly Dictionary<KeyId, (string Keys, int? Version, bool IsNewest)> _known = [];

    internal InventoryKeys(IKeyStore store) => _store = store;

    /// <summary>The tenants that have keys, in ordinal order.</summary>
    public IReadOnlyCollection<string> Tenants => _tenants;

    /// <summary>Says what became of the keys that values of a place name.</summary>
    /// <param name="counts">How many values name each key.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The counts, put together by what the keys are for, their version and their standing.</returns>
    public async ValueTask<IReadOnlyList<InventoryUse>> SortAsync(IReadOnlyDictionary<KeyId, long> counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var uses = new Dictionary<(string? Keys, int? Version, KeyStanding Standing), long>();
        var unknown = new List<KeyId>();
        foreach (var (id, values) in counts)
        {
            if (_known.TryGetValue(id, out var key))
                Add((key.Keys, key.Version, key.IsNewest ? KeyStanding.Newest : KeyStanding.Former), values);
            else
                unknown.Add(id);
        }

        // Made since the keys were listed, destroyed, or never there: the store is asked once more.
        foreach (var ids in unknown.Chunk(MostAtOnce))
        {
            var found = await _store.FindAsync(ids, cancellationToken).ConfigureAwait(false);
            Learn(found.Keys);
            var gone = found.Gone.ToHashSet();
            foreach (var id in ids)
            {
                var standing = gone.Contains(id) ? KeyStanding.Destroyed : KeyStanding.Unknown;
                Add(_known.TryGetValue(id, out var key) ? (key.Keys, key.Version, key.IsNewest ? KeyStanding.Newest : KeyStanding.Former) : (null, null, standing), counts[id]);
            }
        }
        return [.. uses.Select(static use => new InventoryUse(use.Key.Keys, use.Key.Version, use.Key.Standing, use.Value)).OrderBy(static use => use.Keys, StringComparer.Ordinal).ThenBy(static use => use.Version).ThenBy(static use => use.Standing)];

        void Add((string?, int?, KeyStanding) key, long values) => uses[key] = uses.GetValueOrDefault(key) + values;
    }

    internal async Task<IReadOnlyList<InventoryKeyset>> ListAsync(CancellationToken cancellationToken)
    {
        var keysets = new List<InventoryKeyset>();
        foreach (var kind in (KeyScopeKind[])[KeyScopeKind.Tenant, KeyScopeKind.Purpose, KeyScopeKind.Subject])
        {
            // In the order of tenant, purpose, subject and version: the keys of a scope come one after another, and the scopes of a purpose too.
            var scope = new List<StoredKey>();
            await foreach (var key in _store.ListAsync(new KeyFilter { Kind = kind }, cancellationToken).ConfigureAwait(false))
            {
                if (scope.Count > 0 && scope[^1].Scope != key.Scope)
                {
                    Finish(keysets, scope);
                    scope = [];
                }
                scope.Add(key);
            }
            if (scope.Count > 0)
                Finish(keysets, scope);
        }
        return keysets;
    }

    private void Finish(List<InventoryKeyset> keysets, List<StoredKey> scope)
    {
        Learn(scope);
        var newest = scope[^1];
        _tenants.Add(newest.Scope.Tenant);
        var own = new InventoryKeyset
        {
            Keys = newest.Scope.ToString(),
            Kind = newest.Scope.Kind,
            Purpose = newest.Scope.Purpose,
            Scopes = 1,
            Count = scope.Count,
            Former = scope.Count - 1,
            NewestVersion = newest.Version,
            SealingSince = newest.CreatedAt,
            WrappedBy = [.. scope.Select(static key => key.WrappedBy).Distinct(StringComparer.Ordinal)],
        };
        if (keysets.Count == 0 || keysets[^1].Keys != own.Keys || keysets[^1].Kind != own.Kind)
        {
            keysets.Add(own);
            return;
        }
        var last = keysets[^1];
        keysets[^1] = last with
        {
            Scopes = last.Scopes + 1,
            Count = last.Count + own.Count,
            Former = last.Former + own.Former,
            NewestVersion = Math.Max(last.NewestVersion, own.NewestVersion),
            SealingSince = last.SealingSince < own.SealingSince ? last.SealingSince : own.SealingSince,
            WrappedBy = [.. last.WrappedBy.Union(own.WrappedBy, StringComparer.Ordinal)],
        };
    }

    private void Learn(IReadOnlyList<StoredKey> keys)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var isNewest = i == keys.Count - 1 || keys[i + 1].Scope != keys[i].Scope;
            _known[keys[i].Id] = (keys[i].Scope.ToString(), keys[i].Scope.Kind == KeyScopeKind.Subject ? null : keys[i].Version, isNewest);
        }
    }
}

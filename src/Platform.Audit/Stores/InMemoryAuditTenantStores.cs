using System.Collections.Concurrent;
using Platform.Audit.Tenants;

namespace Platform.Audit.Stores;

/// <summary>Keeps the logs of tenants in memory: they are gone when the process is. For tests, and for a first look. Thread-safe.</summary>
public sealed class InMemoryAuditTenantStores : IAuditTenantStores
{
    private readonly ConcurrentDictionary<string, InMemoryAuditStore> _stores = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IAuditStore Open(string id)
    {
        TenantOrigin.RequireId(id);
        return _stores.GetOrAdd(id, static _ => new InMemoryAuditStore()).Connect();
    }

    /// <inheritdoc />
    public ValueTask<IAuditStore?> FindAsync(string id, CancellationToken cancellationToken)
    {
        TenantOrigin.RequireId(id);
        return new(_stores.TryGetValue(id, out var store) ? store.Connect() : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => new([.. _stores.Keys]);

    /// <inheritdoc />
    public ValueTask RemoveAsync(string id, CancellationToken cancellationToken)
    {
        TenantOrigin.RequireId(id);
        _stores.TryRemove(id, out _);
        return default;
    }
}

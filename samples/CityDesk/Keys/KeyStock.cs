using Platform.Encryption;
using Platform.Encryption.Inventory;
using Platform.Encryption.Keys;

namespace CityDesk.Keys;

/// <summary>
/// The keys by which the desk seals. Those of purposes are few and are read each time; those of residents are as many as residents, and
/// with the values they are counted only when somebody asks for it, because that reads the tables.
/// </summary>
internal sealed class KeyStock(IKeyStore store, EncryptionInventory inventory) : IDisposable
{
    private readonly SemaphoreSlim _counting = new(1);
    private InventoryReport? _latest;

    /// <summary>What was counted last, by this instance; <see langword="null"/> before anybody has asked.</summary>
    public InventoryReport? Latest => Volatile.Read(ref _latest);

    /// <summary>The keys of tenants and purposes, the newest of each first.</summary>
    public async Task<IReadOnlyList<SealingKeys>> ReadAsync(CancellationToken cancellationToken)
    {
        var keys = new List<StoredKey>();
        foreach (var kind in (KeyScopeKind[])[KeyScopeKind.Tenant, KeyScopeKind.Purpose])
        {
            await foreach (var key in store.ListAsync(new KeyFilter { Kind = kind }, cancellationToken))
                keys.Add(key);
        }
        return
        [
            .. keys.GroupBy(static key => key.Scope)
                .Select(same => new SealingKeys(same.Key, [.. same.OrderByDescending(static key => key.Version)], Latest)),
        ];
    }

    /// <summary>Counts. Who asks while it is being counted waits, and has a count of their own.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            Volatile.Write(ref _latest, await inventory.TakeAsync(cancellationToken));
        }
        finally
        {
            _counting.Release();
        }
    }

    public void Dispose() => _counting.Dispose();
}

/// <summary>All keys of one purpose, or those of a tenant, which wrap the others. Nothing of them is here but their names.</summary>
/// <param name="Scope">What they are for.</param>
/// <param name="Keys">The newest, which seals, first.</param>
/// <param name="Counted">What was counted last.</param>
internal sealed record SealingKeys(KeyScope Scope, IReadOnlyList<StoredKey> Keys, InventoryReport? Counted)
{
    /// <summary>How the purpose of an index is called where it is given no other name, as no index of the desk is.</summary>
    private const string OfIndex = "index of ";

    /// <summary>Whether they seal nothing, and find what others seal.</summary>
    public bool IsOfIndex => Scope.Kind == KeyScopeKind.Purpose && Scope.Purpose.StartsWith(OfIndex, StringComparison.Ordinal);

    /// <summary>
    /// Whether one may be made anew by a button. Keys of a tenant wrap all others. While one of an index is new, instances that have not heard
    /// of it yet could take one e-mail address for two residents, and every row has to be indexed anew.
    /// </summary>
    public bool CanRotate => Scope.Kind == KeyScopeKind.Purpose && !IsOfIndex;

    /// <summary>What one of them does.</summary>
    public string UseOf(StoredKey key) =>
        (key == Keys[0] ? "in use, " : "former, ")
        + (Scope.Kind == KeyScopeKind.Tenant ? "wraps" : IsOfIndex ? "finds" : key == Keys[0] ? "seals" : "only opens");

    /// <summary>How many values name a key.</summary>
    /// <returns><see langword="null"/> where nobody has counted, or nothing that was counted names keys of this purpose.</returns>
    public long? ValuesOf(StoredKey key) =>
        Counted is not null
        && Counted.Places.SelectMany(static place => place.Uses).Where(use => use.Keys == Scope.ToString()).ToList() is { Count: > 0 } uses
            ? uses.Where(use => use.Version == key.Version).Sum(static use => use.Values)
            : null;
}

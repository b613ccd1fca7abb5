namespace Platform.Encryption.Inventory;

/// <summary>Takes stock: which places hold personal data, which keys seal it, and what is still to be done. Reads only. Thread-safe.</summary>
/// <remarks>It lists every key and counts every value, so it takes as long as reading the tables does: once a night, or when an auditor asks.</remarks>
public sealed class EncryptionInventory
{
    private readonly IKeyStore _store;
    private readonly IReadOnlyList<IInventorySource> _sources;
    private readonly TimeProvider _time;

    /// <summary>Makes one.</summary>
    /// <param name="store">The key store.</param>
    /// <param name="sources">All that knows places.</param>
    /// <param name="time">The clock, or <see langword="null"/> for the system's.</param>
    public EncryptionInventory(IKeyStore store, IEnumerable<IInventorySource> sources, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sources);
        (_store, _sources, _time) = (store, [.. sources], time ?? TimeProvider.System);
    }

    /// <summary>Takes stock.</summary>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The report.</returns>
    public async Task<InventoryReport> TakeAsync(CancellationToken cancellationToken = default)
    {
        var takenAt = _time.GetUtcNow();
        var keys = new InventoryKeys(_store);
        var keysets = await keys.ListAsync(cancellationToken).ConfigureAwait(false);
        var places = new List<InventoryPlace>();
        foreach (var source in _sources)
            places.AddRange(await source.TakeAsync(keys, cancellationToken).ConfigureAwait(false));
        places.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return new InventoryReport { TakenAt = takenAt, Places = places, Keysets = keysets, Findings = InventoryFindings.In(places, keysets) };
    }
}

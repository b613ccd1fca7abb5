namespace Platform.Encryption.Inventory;

/// <summary>Knows places that may hold personal data: the columns of a database, a collection, a folder.</summary>
public interface IInventorySource
{
    /// <summary>Says what there is and counts it, over all tenants.</summary>
    /// <param name="keys">Says what became of the keys that values name.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The places, sealed or not.</returns>
    ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(InventoryKeys keys, CancellationToken cancellationToken);
}

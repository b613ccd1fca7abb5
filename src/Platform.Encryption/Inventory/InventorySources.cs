namespace Platform.Encryption.Inventory;

/// <summary>Sources that one registration makes, when the host has its services.</summary>
internal sealed record InventorySources(IReadOnlyList<IInventorySource> Sources);

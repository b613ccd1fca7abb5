using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>That a context was said to be in the inventory, so that saying it twice is harmless.</summary>
internal sealed class InventoryOf<TContext>
    where TContext : DbContext;

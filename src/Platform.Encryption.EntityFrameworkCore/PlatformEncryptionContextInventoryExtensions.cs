using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Inventory;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Takes stock of a context.</summary>
public static class PlatformEncryptionContextInventoryExtensions
{
    /// <summary>
    /// Adds every encrypted property of a context to the inventory, and every other that is marked as personal data: with <c>[PersonalData]</c> of ASP.NET Core Identity, or with a data classification
    /// (Microsoft.Extensions.Compliance). All tenants share the database. Calling it twice is harmless.
    /// </summary>
    /// <typeparam name="TContext">The context, as the host has it: with <c>AddDbContext</c>, a pool or a factory; on SQLite or PostgreSQL.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddInventoryOf<TContext>(this PlatformEncryptionBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static service => service.ServiceType == typeof(InventoryOf<TContext>)))
            return builder;
        builder.Services.AddSingleton<InventoryOf<TContext>>();
        return builder.AddInventorySources(static provider => [new ContextInventory<TContext>(provider.GetRequiredService<IServiceScopeFactory>())]);
    }
}

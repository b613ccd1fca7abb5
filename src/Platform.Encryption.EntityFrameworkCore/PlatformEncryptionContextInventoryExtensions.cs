using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Inventory;
using Platform.Encryption.Inventory;

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
        where TContext : DbContext =>
        builder.Add<TContext>(static scopes => new SharedContextInventory<TContext>(scopes));

    /// <summary>The same where each tenant has a database, a schema or a role of its own: each is asked, and each of its columns comes with the tenant's name before it.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the context of a tenant from services of a scope of its own.</param>
    /// <param name="tenants">
    /// The tenants to ask, or <see langword="null"/> for those that have keys. One without keys has sealed nothing, but may have plaintext that is to be sealed.
    /// </param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddInventoryOf<TContext>(
        this PlatformEncryptionBuilder builder, Func<IServiceProvider, string, TContext> create,
        Func<IServiceProvider, CancellationToken, ValueTask<IReadOnlyCollection<string>>>? tenants = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(create);
        return builder.Add<TContext>(scopes => new TenantContextInventory<TContext>(scopes, create, tenants));
    }

    private static PlatformEncryptionBuilder Add<TContext>(this PlatformEncryptionBuilder builder, Func<IServiceScopeFactory, IInventorySource> source)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static service => service.ServiceType == typeof(InventoryOf<TContext>)))
            return builder;
        builder.Services.AddSingleton<InventoryOf<TContext>>();
        return builder.AddInventorySources(provider => [source(provider.GetRequiredService<IServiceScopeFactory>())]);
    }
}

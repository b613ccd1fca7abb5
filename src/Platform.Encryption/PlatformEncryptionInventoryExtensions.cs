using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Encryption.Inventory;

namespace Platform.Encryption;

/// <summary>Adds the inventory to a host.</summary>
public static class PlatformEncryptionInventoryExtensions
{
    /// <summary>Adds the <see cref="EncryptionInventory"/>, a singleton. Calling it twice is harmless.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddInventory(this PlatformEncryptionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(static provider => new EncryptionInventory(
            provider.GetRequiredService<IKeyStore>(),
            provider.GetServices<InventorySources>().SelectMany(static each => each.Sources),
            provider.GetRequiredService<Keyring>().TimeProvider));
        return builder;
    }

    /// <summary>Says where values lie. Adds the inventory too. Each call adds to those before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the sources, once.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddInventorySources(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IEnumerable<IInventorySource>> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(provider => new InventorySources([.. create(provider)]));
        return builder.AddInventory();
    }
}

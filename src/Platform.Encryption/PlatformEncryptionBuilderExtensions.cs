using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>Where keys come from, and what encrypts. Each call replaces an earlier one of its kind.</summary>
public static class PlatformEncryptionBuilderExtensions
{
    /// <summary>Takes the root key from files of 32 random bytes, read when the first key is needed.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file of the key that wraps; <see cref="LocalRootKey.CreateFile"/> makes one.</param>
    /// <param name="retired">Files of former keys, which only unwrap.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseLocalRootKey(this PlatformEncryptionBuilder builder, string path, params string[] retired)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(retired);
        return builder.UseRootKey(_ => LocalRootKey.ReadFile(path, retired));
    }

    /// <summary>Takes the root key from elsewhere.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes it; the host disposes it.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseRootKey(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IRootKey> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Keeps wrapped keys in a store.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes it; the host disposes it.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseKeyStore(this PlatformEncryptionBuilder builder, Func<IServiceProvider, IKeyStore> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Keeps wrapped keys in memory: what was sealed is unreadable after a restart. For tests.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseInMemoryKeyStore(this PlatformEncryptionBuilder builder) => builder.UseKeyStore(static _ => new InMemoryKeyStore());

    /// <summary>Takes AES-256-GCM from another engine.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="engine">The engine.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseEngine(this PlatformEncryptionBuilder builder, EncryptionEngine engine)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(engine);
        builder.Services.Replace(ServiceDescriptor.Singleton(engine));
        return builder;
    }
}

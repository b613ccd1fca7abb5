using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.Encryption;
using Platform.Hosting.DataProtection;

namespace Platform.Hosting;

/// <summary>Joins ASP.NET Core Data Protection, which seals cookies and forms, to Platform.Encryption.</summary>
public static class PlatformDataProtectionHostingExtensions
{
    /// <summary>
    /// Seals the keys of Data Protection, wherever they are stored, with keys of the <see cref="Keyring"/>: who has a copy of that place
    /// alone can forge no cookie. Keys that lie there unsealed go on being read; <see cref="SealDataProtectionKey"/> seals them.
    /// </summary>
    /// <remarks>
    /// The framework reads its keys without waiting asynchronously, when the host starts and once a day: the thread waits for the key
    /// store, at most <see cref="PlatformEncryptionOptions.LookUpTimeout"/>. A key that does not open is a <see
    /// cref="System.Security.Cryptography.CryptographicException"/> that says why; the framework logs it and goes on with a new one, so
    /// what the other had sealed is refused. Keys of this scope can rotate at any time; do not retire former ones while keys that they
    /// sealed are stored. Instances that share their keys share the key store and these options.
    /// </remarks>
    /// <param name="builder">What <c>AddDataProtection</c> returned.</param>
    /// <param name="configure">Sets the options, or <see langword="null"/> for the defaults.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A name in the options is empty, too long or not well-formed text.</exception>
    public static IDataProtectionBuilder ProtectKeysWithPlatformEncryption(
        this IDataProtectionBuilder builder, Action<DataProtectionEncryptionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new DataProtectionEncryptionOptions();
        configure?.Invoke(options);
        // Here, so that a mistake shows at the start.
        _ = KeyScope.ForPurpose(options.Tenant, options.Purpose);
        builder.Services.Replace(ServiceDescriptor.Singleton(provider => new KeyringXml(provider.GetRequiredService<Keyring>(), options)));
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            static provider => new ConfigureOptions<KeyManagementOptions>(management =>
                management.XmlEncryptor = new KeyringXmlEncryptor(provider.GetRequiredService<KeyringXml>())));
        return builder;
    }

    /// <summary>
    /// Seals a key of Data Protection that was stored before <see cref="ProtectKeysWithPlatformEncryption"/>. Backups, and pages that a
    /// database has freed, have it as it was.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="stored">The XML of the key, as it is stored.</param>
    /// <returns>What to store instead; <see langword="null"/> where it is sealed already.</returns>
    /// <exception cref="InvalidOperationException"><see cref="ProtectKeysWithPlatformEncryption"/> was not called.</exception>
    /// <exception cref="System.Xml.XmlException"><paramref name="stored"/> is no XML.</exception>
    public static string? SealDataProtectionKey(this IServiceProvider services, string stored)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(stored);
        return StoredKeyXml.Seal(stored, new KeyringXmlEncryptor(services.GetRequiredService<KeyringXml>()));
    }
}

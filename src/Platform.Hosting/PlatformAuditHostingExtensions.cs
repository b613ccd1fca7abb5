using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.Audit;
using Platform.Encryption;
using Platform.Hosting.Audit;

namespace Platform.Hosting;

/// <summary>Joins Platform.Audit to Platform.Encryption.</summary>
public static class PlatformAuditHostingExtensions
{
    /// <summary>Seals what is kept beside records for their personal fields with keys of the <see cref="Keyring"/>, with one key for all subjects. None of them can be found.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static PlatformAuditBuilder UsePlatformEncryption(this PlatformAuditBuilder builder) => builder.UsePlatformEncryption(static _ => { });

    /// <summary>The same, with a say in the keys and in what can be found.</summary>
    /// <remarks>
    /// An event that is written while its key is not at hand waits for the store of keys, on its thread, at most <see cref="PlatformEncryptionOptions.LookUpTimeout"/>; where that does not answer, appending fails with
    /// what the keyring throws. Keys of all subjects are at hand from the start of the host.
    /// </remarks>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A name in the options is empty, too long or not well-formed text.</exception>
    public static PlatformAuditBuilder UsePlatformEncryption(this PlatformAuditBuilder builder, Action<AuditEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new AuditEncryptionOptions();
        configure(options);
        // Here, so that a mistake shows at the start.
        _ = KeyScope.ForPurpose(options.Tenant, options.Purpose);
        if (!builder.Services.Any(static service => service.ServiceType == typeof(KeyringContentProtector)))
            builder.Services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<KeyringContentProtector>());
        builder.Services.Replace(ServiceDescriptor.Singleton(provider => new KeyringContentProtector(provider.GetRequiredService<Keyring>(), options)));
        return builder.ProtectPersonalDataWith(static provider => provider.GetRequiredService<KeyringContentProtector>());
    }
}

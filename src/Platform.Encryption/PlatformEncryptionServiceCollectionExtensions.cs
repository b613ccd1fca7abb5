using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Encryption.Engines;

namespace Platform.Encryption;

/// <summary>Adds encryption to a host.</summary>
public static class PlatformEncryptionServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="Keyring"/>, a singleton, and a check at start. Say on the builder where keys come from; there is no default that could lose data. Calling it twice is harmless.</summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddPlatformEncryption(this IServiceCollection services) => services.AddPlatformEncryption(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformEncryptionOptions"/>.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddPlatformEncryption(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformEncryption(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder AddPlatformEncryption(this IServiceCollection services, Action<PlatformEncryptionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformEncryptionOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformEncryptionOptions>, PlatformEncryptionOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EncryptionEngine.Bcl);
        services.TryAddSingleton(static provider => CreateKeyring(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EncryptionStartup>());
        return new PlatformEncryptionBuilder(services);
    }

    private static Keyring CreateKeyring(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformEncryptionOptions>>().Value;
        var engine = provider.GetRequiredService<EncryptionEngine>();
        var time = provider.GetRequiredService<TimeProvider>();
        var store = provider.GetService<IKeyStore>()
            ?? throw new InvalidOperationException("Encryption has no key store. Say where wrapped keys are kept, for example AddPlatformEncryption().UseSqliteKeyStore(path).");
        var root = provider.GetService<IRootKey>()
            ?? throw new InvalidOperationException("Encryption has no root key. Say where it comes from, for example AddPlatformEncryption().UseLocalRootKey(path).");
        engine.SelfTest();
        var settings = new KeyringSettings
        {
            RefreshAfter = options.RefreshAfter,
            UnusableAfter = options.UnusableAfter,
            RetryAfter = options.RetryAfter,
            LookUpTimeout = options.LookUpTimeout,
            Capacity = options.Capacity,
            BackupRetention = options.BackupRetention,
            TimeProvider = time,
            Fields = new FieldCipherSettings
            {
                NonceMode = options.NonceMode,
                Padding = options.PaddingSizes.Count == 0 ? PaddingBuckets.None : PaddingBuckets.Of([.. options.PaddingSizes]),
                Engine = engine,
                TimeProvider = time,
            },
        };
        return new Keyring(store, root, settings, provider.GetService<ILogger<Keyring>>());
    }
}

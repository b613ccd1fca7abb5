using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>Where keys come from, and what encrypts. Each call replaces an earlier one of its kind.</summary>
public static class PlatformEncryptionBuilderExtensions
{
    /// <summary>Takes the root key from files of 32 random bytes, read when the host starts. One that others than its owner can read is told of in the log.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file of the key that wraps; <see cref="LocalRootKey.CreateFile"/> makes one.</param>
    /// <param name="retired">Files of former keys, which only unwrap.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseLocalRootKey(this PlatformEncryptionBuilder builder, string path, params string[] retired)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(retired);
        return builder.UseRootKey(provider =>
        {
            // Told and not refused: platforms mount secrets so.
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            if (provider.GetService<ILogger<Keyring>>() is { } logger && !OperatingSystem.IsWindows())
            {
                foreach (var file in (string[])[path, .. retired])
                {
                    if (File.Exists(file) && (File.GetUnixFileMode(file) & Others) != 0)
                        Log.RootKeyReadableByOthers(logger, file);
                }
            }
            return LocalRootKey.ReadFile(path, retired);
        });
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

    /// <summary>Keeps wrapped keys in a file of the local disk, which several processes of a machine may share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; made when the first key is. Its folder must be there.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseFileKeyStore(this PlatformEncryptionBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseKeyStore(provider => new FileKeyStore(path, provider.GetService<TimeProvider>()));
    }

    /// <summary>Keeps wrapped keys in memory: what was sealed is unreadable after a restart. For tests.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseInMemoryKeyStore(this PlatformEncryptionBuilder builder) => builder.UseKeyStore(static _ => new InMemoryKeyStore());

    /// <summary>
    /// Shows in the health checks, as <c>encryption</c>, whether keys can be looked up. While they cannot, those in memory still work, for as long as
    /// <see cref="PlatformEncryptionOptions.UnusableAfter"/> says; so this is for people and dashboards and not for a liveness probe.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="failureStatus">What it is when look-ups fail. Default: <see cref="HealthStatus.Degraded"/>.</param>
    /// <param name="tags">Tags by which health checks are chosen. Default: none.</param>
    /// <returns>The builder. Calling it twice is harmless.</returns>
    public static PlatformEncryptionBuilder AddKeyringHealthCheck(this PlatformEncryptionBuilder builder, HealthStatus failureStatus = HealthStatus.Degraded, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        const string Name = "encryption";
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(registration => registration.Name != Name))
                options.Registrations.Add(new HealthCheckRegistration(Name, static provider => new KeyringHealthCheck(provider.GetRequiredService<Keyring>()), failureStatus, tags));
        });
        return builder;
    }

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

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;

namespace Platform.Audit;

/// <summary>Gives each tenant a log of his own, under the log of the host.</summary>
public static class PlatformAuditTenantsExtensions
{
    /// <summary>
    /// Adds <see cref="IAuditTenants"/>, a singleton. With nothing else the logs of tenants are kept in memory, and named with a key that
    /// is drawn at the start. Calling it twice is harmless.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <returns>The builder of tenants.</returns>
    public static PlatformAuditTenantsBuilder AddTenants(this PlatformAuditBuilder builder) => builder.AddTenants(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformAuditTenantsOptions"/>.</param>
    /// <returns>The builder of tenants.</returns>
    public static PlatformAuditTenantsBuilder AddTenants(this PlatformAuditBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddTenants(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder of tenants.</returns>
    public static PlatformAuditTenantsBuilder AddTenants(this PlatformAuditBuilder builder, Action<PlatformAuditTenantsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<PlatformAuditTenantsOptions>().Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PlatformAuditTenantsOptions>, PlatformAuditTenantsOptionsValidator>());
        services.TryAddSingleton<IAuditTenantStores>(static _ => new InMemoryAuditTenantStores());
        services.TryAddSingleton(static provider => provider.GetRequiredService<IAuditTenantStores>() is InMemoryAuditTenantStores
            ? new TenantNames(TenantNames.DrawKey())
            : throw new InvalidOperationException(
                "The tenants of the audit log have no key to be named with. Say one, for example AddTenants().NameWithKeyFile(path)."));
        services.TryAddSingleton(
            static provider => new TenantBook(
            provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IAuditStore>(),
            provider.GetRequiredService<TenantNames>()));
        services.TryAddSingleton(static provider => CreatePool(provider));
        services.TryAddSingleton<IAuditTenants>(static provider => new TenantLogs(
            provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IAuditStore>(), provider.GetRequiredService<TenantBook>(),
            provider.GetRequiredService<TenantNames>(), provider.GetRequiredService<TenantPool>(),
            provider.GetRequiredService<IAuditTenantStores>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditRetentionGuard, TenantGuard>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TenantStartup>());
        return new PlatformAuditTenantsBuilder(services);
    }

    /// <summary>Keeps the logs of tenants in stores. Packages for engines call this; of several calls the last counts.</summary>
    /// <param name="builder">What <c>AddTenants</c> returned.</param>
    /// <param name="create">Makes what opens the stores, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditTenantsBuilder UseStores(
        this PlatformAuditTenantsBuilder builder, Func<IServiceProvider, IAuditTenantStores> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Names tenants with a key: who does not have it cannot tell whose log an id is. It stays for the life of the logs, and is
    /// backed up like them: with another key nobody finds them.</summary>
    /// <param name="builder">What <c>AddTenants</c> returned.</param>
    /// <param name="key">Gives the key, 32 bytes or more.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditTenantsBuilder NameWith(
        this PlatformAuditTenantsBuilder builder, Func<IServiceProvider, ReadOnlyMemory<byte>> key)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        builder.Services.Replace(ServiceDescriptor.Singleton(provider => new TenantNames(key(provider).Span)));
        return builder;
    }

    /// <summary>The same, with a key in a file (Base64), which is made with the first start, readable by its owner alone.</summary>
    /// <param name="builder">What <c>AddTenants</c> returned.</param>
    /// <param name="path">The file.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditTenantsBuilder NameWithKeyFile(this PlatformAuditTenantsBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => TenantNames.Open(path)));
        return builder;
    }

    private static TenantPool CreatePool(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value;
        var tenants = provider.GetRequiredService<IOptions<PlatformAuditTenantsOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetService<ILogger<AuditLog>>() ?? NullLogger<AuditLog>.Instance;
        var opener = new TenantOpener(
            provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TenantBook>(), provider.GetRequiredService<TenantNames>(),
            provider.GetRequiredService<IAuditTenantStores>(), provider.GetServices<NoteVerifier>(), options,
            tenants.CheckpointInterval, time, provider.GetRequiredService<Telemetry>(), logger,
            provider.GetService<IAuditContextProvider>(), provider.GetService<IAuditContentProtector>(),
            provider.GetService<IAuditArchive>());
        return new TenantPool(opener, tenants, options.Deadline, time, logger);
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Audit.Checkpoints;
using Platform.Audit.Intake;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Witnesses;

namespace Platform.Audit;

/// <summary>Adds an audit log to a host.</summary>
public static class PlatformAuditServiceCollectionExtensions
{
    private const string UnnamedLog = "audit.invalid/unnamed";

    /// <summary>
    /// Adds <see cref="IAuditLog"/>, a singleton, which is taken when the host starts, and its two ends <see cref="IAuditAppender"/> and
    /// <see cref="IAuditReader"/>. With nothing else it is kept in memory and signed with a key that is drawn at the start:
    /// say on the builder where it is kept and what signs it. Calling it twice is harmless.
    /// </summary>
    /// <param name="services">The services of the host.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AddPlatformAudit(this IServiceCollection services) => services.AddPlatformAudit(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformAuditOptions"/>.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AddPlatformAudit(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddPlatformAudit(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AddPlatformAudit(this IServiceCollection services, Action<PlatformAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptionsWithValidateOnStart<PlatformAuditOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformAuditOptions>, PlatformAuditOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Telemetry>();
        services.TryAddSingleton<IAuditStore>(static _ => new InMemoryAuditStore());
        services.TryAddSingleton(static provider => Create(provider));
        services.TryAddSingleton<IAuditLog>(static provider => provider.GetRequiredService<AuditLog>());
        services.TryAddSingleton<IAuditAppender>(static provider => provider.GetRequiredService<IAuditLog>());
        services.TryAddSingleton<IAuditReader>(static provider => provider.GetRequiredService<IAuditLog>());
        services.TryAddSingleton<IAuditPersonalData>(static provider => CreatePersonalData(provider));
        services.TryAddSingleton(static provider => new RecordHolds(provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IAuditStore>(), provider.GetService<IAuditContentProtector>()));
        services.TryAddSingleton<IAuditHolds>(static provider => provider.GetRequiredService<RecordHolds>());
        services.TryAddSingleton<IAuditRetention>(static provider => CreateRetention(provider));
        services.TryAddSingleton<IAuditIntake>(static provider => CreateIntake(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditStartup>());
        return new PlatformAuditBuilder(services);
    }

    private static PersonalRecords CreatePersonalData(IServiceProvider provider) => provider.GetRequiredService<IAuditStore>() is IAuditPersonalStore store
        ? new PersonalRecords(
            provider.GetRequiredService<AuditLog>(), store, provider.GetRequiredService<RecordHolds>(), provider.GetService<IAuditContentProtector>(), provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value.RecordReads)
        : throw new InvalidOperationException("The store of the audit log cannot keep personal fields apart from records. Those of UseSqlite and UsePostgreSql can.");

    private static RecordRetention CreateRetention(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value;
        return new RecordRetention(
            provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IAuditStore>(), provider.GetRequiredService<RecordHolds>(), provider.GetServices<IAuditRetentionGuard>(),
            new RetentionClasses(options.Retention, options.RetentionOtherwise), provider.GetService<IAuditArchive>(), provider.GetRequiredService<TimeProvider>(), options,
            LoggerOf(provider));
    }

    private static ILogger<AuditLog> LoggerOf(IServiceProvider provider) => provider.GetService<ILogger<AuditLog>>() ?? NullLogger<AuditLog>.Instance;

    private static AuditIntake CreateIntake(IServiceProvider provider) => provider.GetRequiredService<IAuditStore>() is IAuditIntakeStore store
        ? new AuditIntake(store, provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<IAuditContextProvider>(), provider.GetService<IAuditContentProtector>())
        : throw new InvalidOperationException("The store of the audit log has no intake. Keep the log in the database whose transactions events are to be part of, with UseSqlite or UsePostgreSql.");

    private static AuditLog Create(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<IAuditStore>();
        var signers = provider.GetServices<NoteSigner>().ToArray();
        if (signers is [])
        {
            if (store is not InMemoryAuditStore)
                throw new InvalidOperationException("The audit log has no key to sign with. Say one, for example AddPlatformAudit().SignWithKeyFile(\"audit.example.com/prod\", path).");
            signers = [new EcdsaNoteSigner(UnnamedLog, ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        }
        return new AuditLog(
            store, signers, provider.GetService<ICheckpointAnchor>(), provider.GetServices<ICheckpointPublisher>(), provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value,
            provider.GetServices<ICheckpointWitness>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Telemetry>(), LoggerOf(provider),
            provider.GetService<IAuditContextProvider>(), provider.GetServices<NoteVerifier>(), provider.GetService<IAuditContentProtector>());
    }
}

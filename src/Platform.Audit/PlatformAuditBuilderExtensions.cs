using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;
using Platform.Audit.Witnesses;

namespace Platform.Audit;

/// <summary>Where the log is kept, what signs it, and where its checkpoints go.</summary>
public static class PlatformAuditBuilderExtensions
{
    /// <summary>Keeps the log in a store. Packages for engines call this; of several calls the last counts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the store, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder UseStore(this PlatformAuditBuilder builder, Func<IServiceProvider, IAuditStore> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Signs checkpoints with a key. While a key is replaced this is called twice: the first names the log where <see cref="PlatformAuditOptions.Origin"/> does not.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the signer, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder SignWith(this PlatformAuditBuilder builder, Func<IServiceProvider, NoteSigner> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(create);
        return builder;
    }

    /// <summary>Signs checkpoints with an ECDSA P-256 key in a file (PEM), which is made with the first start, readable by its owner alone.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the key: the log's origin, as a rule.</param>
    /// <param name="path">The file. Who can read it can sign; keep it away from the store and its backups.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder SignWithKeyFile(this PlatformAuditBuilder builder, string name, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.SignWith(_ => EcdsaKeyFile.Open(name, path));
    }

    /// <summary>Keeps the last checkpoint where the store's backups are not restored to. A log that starts compares, and refuses to go on from a store that is older.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the anchor, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AnchorTo(this PlatformAuditBuilder builder, Func<IServiceProvider, ICheckpointAnchor> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>The same, in a file.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file, on another disk than the store if there is one.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AnchorTo(this PlatformAuditBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.AnchorTo(_ => new FileCheckpointAnchor(path));
    }

    /// <summary>Seals what is kept beside records for their personal fields. Without it, it lies in the store as it is.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the protector, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder ProtectPersonalDataWith(this PlatformAuditBuilder builder, Func<IServiceProvider, IAuditContentProtector> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>Writes records into an archive before they are dropped (<see cref="IAuditRetention"/>). Without one nothing is dropped, unless <see cref="PlatformAuditOptions.DropsWithoutArchive"/> says that it may go for good.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the archive, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder ArchiveTo(this PlatformAuditBuilder builder, Func<IServiceProvider, IAuditArchive> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(ServiceDescriptor.Singleton(create));
        return builder;
    }

    /// <summary>The same, into a folder.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="folder">The folder, made where it is missing; on another disk than the store if there is one.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder ArchiveTo(this PlatformAuditBuilder builder, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return builder.ArchiveTo(_ => new FolderAuditArchive(folder));
    }

    /// <summary>Gives every checkpoint to somebody.</summary>
    /// <typeparam name="TPublisher">Its type, made by the services, once.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder AddPublisher<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPublisher>(this PlatformAuditBuilder builder)
        where TPublisher : class, ICheckpointPublisher
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ICheckpointPublisher, TPublisher>();
        return builder;
    }

    /// <summary>
    /// Has every checkpoint cosigned by a witness. Called once for each; <see cref="PlatformAuditOptions.RequiredWitnesses"/> says how many of them must.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the witness, once, such as an <see cref="HttpWitness"/>; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder WitnessedBy(this PlatformAuditBuilder builder, Func<IServiceProvider, ICheckpointWitness> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(create);
        return builder;
    }

    /// <summary>
    /// Knows checkpoints by a key that does not sign any more: the last one in the store or the anchor may bear that alone, when a log comes back after its
    /// key was replaced.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="create">Makes the verifier of the key, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditBuilder WasSignedWith(this PlatformAuditBuilder builder, Func<IServiceProvider, NoteVerifier> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(create);
        return builder;
    }

    /// <summary>Shows in the health checks, as <c>audit</c>, whether events can be recorded and checkpoints get where they belong.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="failureStatus">What it is when nothing can be recorded. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which health checks are chosen. Default: none.</param>
    /// <returns>The builder. Calling it twice is harmless.</returns>
    public static PlatformAuditBuilder AddAuditHealthCheck(this PlatformAuditBuilder builder, HealthStatus failureStatus = HealthStatus.Unhealthy, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        const string Name = "audit";
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(registration => registration.Name != Name))
                options.Registrations.Add(new HealthCheckRegistration(Name, static provider => new AuditLogHealthCheck(provider.GetRequiredService<AuditLog>(), provider.GetService<TenantPool>()), failureStatus, tags));
        });
        return builder;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.EntityFrameworkCore;
using Platform.Encryption;
using Platform.Encryption.EntityFrameworkCore;
using Platform.Webhooks.Outbox;

namespace Platform.Hosting.EntityFrameworkCore;

/// <summary>Has a context take part in what the host has of the Platform packages.</summary>
public static class PlatformHostingDbContextOptionsExtensions
{
    /// <summary>
    /// Seals encrypted properties, then captures the changes of audited entities as they are sent, and puts the tables of audit events and of published
    /// events into the model: of the packages that the host has. Last among the options, behind interceptors that change entities.
    /// </summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">The services of the host, as <c>AddDbContext</c> gives them.</param>
    /// <param name="configure">Says otherwise.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">A schema is empty.</exception>
    /// <exception cref="ArgumentNullException">An argument or the tenant is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">Something is asked for that the host does not have.</exception>
    public static DbContextOptionsBuilder UsePlatform(
        this DbContextOptionsBuilder options, IServiceProvider services, Action<ContextPlatformOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var (hasEncryption, hasAudit, hasOutbox) =
            (known.IsService(typeof(Keyring)), known.IsService(typeof(IAuditAppender)), known.IsService(typeof(IOutbox)));
        var said = new ContextPlatformOptions { UsesEncryption = hasEncryption, UsesAudit = hasAudit, UsesOutbox = hasOutbox };
        configure?.Invoke(said);
        ArgumentNullException.ThrowIfNull(said.Tenant);
        ArgumentException.ThrowIfNullOrEmpty(said.AuditSchema);
        ArgumentException.ThrowIfNullOrEmpty(said.OutboxSchema);
        Require(said.UsesEncryption, hasEncryption, nameof(ContextPlatformOptions.UsesEncryption), "AddPlatformEncryption");
        Require(said.UsesAudit, hasAudit, nameof(ContextPlatformOptions.UsesAudit), "AddPlatformAudit");
        Require(said.UsesOutbox, hasOutbox, nameof(ContextPlatformOptions.UsesOutbox), "AddPlatformOutbox");

        // EF Core calls interceptors in the order in which they are added: what is captured is what sealing has left to be sent.
        if (said.UsesEncryption)
            options.UsePlatformEncryption(services.GetRequiredService<Keyring>(), said.Tenant);
        if (said.UsesAudit)
            options.UsePlatformAuditCapture();
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new PlatformTables(
            said.UsesAudit ? said.AuditSchema : null, said.UsesOutbox ? said.OutboxSchema : null));
        return options;
    }

    /// <inheritdoc cref="UsePlatform(DbContextOptionsBuilder, IServiceProvider, Action{ContextPlatformOptions})"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UsePlatform<TContext>(
        this DbContextOptionsBuilder<TContext> options, IServiceProvider services, Action<ContextPlatformOptions>? configure = null)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)options).UsePlatform(services, configure);

    private static void Require(bool isAsked, bool isThere, string name, string call)
    {
        if (isAsked && !isThere)
            throw new InvalidOperationException($"{name} is true, and the host has nothing for it: call {call} on its services.");
    }
}

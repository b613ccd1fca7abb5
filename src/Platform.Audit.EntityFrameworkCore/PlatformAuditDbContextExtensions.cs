using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Shared;

namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Appends events to the audit log with what a context saves.</summary>
public static class PlatformAuditDbContextExtensions
{
    /// <summary>
    /// Appends an event, which the next <c>SaveChanges</c> saves in its transaction: if that is committed the event is recorded, once; otherwise it never was. No round trip of
    /// its own.
    /// </summary>
    /// <typeparam name="TEvent">The type of the event.</typeparam>
    /// <param name="context">A context whose model has <see cref="PlatformAuditModelBuilderExtensions.UsePlatformAuditIntake"/>.</param>
    /// <param name="auditEvent">The event, written at once. Nothing of it is kept.</param>
    /// <exception cref="ArgumentException">The event does not fit into a record.</exception>
    /// <exception cref="InvalidOperationException">The model has no intake.</exception>
    public static void AppendAudit<TEvent>(this DbContext context, TEvent auditEvent)
        where TEvent : IAuditEvent
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Model.FindEntityType(typeof(AuditIntakeEntry)) is null)
            throw new InvalidOperationException($"The model of {context.GetType().Name} has no audit intake. Call modelBuilder.UsePlatformAuditIntake() in OnModelCreating.");
        var services = context.HostServices();
        var now = DbContextHost.UtcNow(services);
        context.Add(new AuditIntakeEntry(AuditIntakeRecord.Write(auditEvent, now, services?.GetService<IAuditContextProvider>()?.Current, services?.GetService<IAuditContentProtector>())));
        context.ForgetWhenSaved<AuditIntakeEntry>();
    }
}

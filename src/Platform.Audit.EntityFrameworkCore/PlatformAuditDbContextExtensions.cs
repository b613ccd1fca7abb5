using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;

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
        // Those of the host, where the context is one of its services.
        var services = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        var now = (services?.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();
        context.Add(new AuditIntakeEntry(AuditIntakeRecord.Write(auditEvent, now, services?.GetService<IAuditContextProvider>()?.Current, services?.GetService<IAuditContentProtector>())));
        // Once, however often this is called.
        context.SavedChanges -= Forget;
        context.SavedChanges += Forget;
    }

    /// <summary>
    /// Nobody needs a row that was saved. And in SQLite, where a transaction that is rolled back gives its numbers back, the next row may be given the number of one that is remembered.
    /// </summary>
    private static void Forget(object? sender, SavedChangesEventArgs saved)
    {
        if (sender is not DbContext context)
            return;
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries<AuditIntakeEntry>().Where(static entry => entry.State == EntityState.Unchanged).ToList())
                entry.State = EntityState.Detached;
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.EntityFrameworkCore;

/// <summary>Publishes events with what a context saves.</summary>
public static class PlatformWebhooksDbContextExtensions
{
    // Hangs on the context and goes with it: EF Core inserts in the order of keys, and the key begins with the time, so each event of a context needs a later one.
    private static readonly ConditionalWeakTable<DbContext, RisingTime> Clocks = [];

    /// <summary>
    /// Publishes an event with the next <c>SaveChanges</c>, in its transaction: if that is committed every consumer gets the event at least once; otherwise nobody ever does. No round
    /// trip of its own.
    /// </summary>
    /// <param name="context">A context whose model has <see cref="PlatformWebhooksModelBuilderExtensions.UsePlatformOutbox"/>.</param>
    /// <param name="outboxEvent">The event. Its body is copied at once.</param>
    /// <remarks>Events that are saved together have the order in which this was called for them.</remarks>
    /// <exception cref="InvalidOperationException">The model has no outbox.</exception>
    public static void Publish(this DbContext context, OutboxEvent outboxEvent)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(outboxEvent);
        if (context.Model.FindEntityType(typeof(OutboxEntry)) is null)
            throw new InvalidOperationException($"The model of {context.GetType().Name} has no outbox. Call modelBuilder.UsePlatformOutbox() in OnModelCreating.");
        // That of the host, where the context is one of its services.
        var services = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        var now = (services?.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();
        context.Add(OutboxEntry.Of(OutboxRecord.Of(outboxEvent, Clocks.GetOrCreateValue(context).After(now))));
        // Once, however often this is called.
        context.SavedChanges -= Forget;
        context.SavedChanges += Forget;
    }

    /// <summary>Nobody needs a row that was saved.</summary>
    private static void Forget(object? sender, SavedChangesEventArgs saved)
    {
        if (sender is not DbContext context)
            return;
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in tracker.Entries<OutboxEntry>().Where(static entry => entry.State == EntityState.Unchanged).ToList())
                entry.State = EntityState.Detached;
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }
}

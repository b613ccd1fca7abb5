using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Platform.Shared;
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
        var now = DbContextHost.UtcNow(context.HostServices());
        context.Add(OutboxEntry.Of(OutboxRecord.Of(outboxEvent, Clocks.GetOrCreateValue(context).After(now))));
        context.ForgetWhenSaved<OutboxEntry>();
    }
}

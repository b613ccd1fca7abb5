using Microsoft.EntityFrameworkCore;

namespace Platform.Webhooks.EntityFrameworkCore;

/// <summary>Puts the outbox into a model.</summary>
public static class PlatformWebhooksModelBuilderExtensions
{
    /// <summary>Adds the table of events. The outbox makes it; migrations leave it alone.</summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="schema">The schema of the outbox, in PostgreSQL: <c>platform_outbox</c> unless <c>UsePostgreSql</c> says otherwise. <see langword="null"/>, the default, in SQLite.</param>
    /// <returns><paramref name="modelBuilder"/>, for chaining.</returns>
    public static ModelBuilder UsePlatformOutbox(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.Entity<OutboxEntry>(entry =>
        {
            entry.ToTable("outbox_event", schema, static table => table.ExcludeFromMigrations());
            // Made by the client, so that nothing has to come back from the insert; and EF Core inserts in the order of keys.
            entry.HasKey(static each => new { each.OccurredAt, each.MessageId });
            entry.Property(static each => each.MessageId).HasColumnName("message_id").ValueGeneratedNever();
            entry.Property(static each => each.Type).HasColumnName("type");
            entry.Property(static each => each.Tenant).HasColumnName("tenant");
            entry.Property(static each => each.Channel).HasColumnName("channel");
            entry.Property(static each => each.OrderKey).HasColumnName("order_key");
            entry.Property(static each => each.ContentType).HasColumnName("content_type");
            entry.Property(static each => each.OccurredAt).HasColumnName("occurred_at").ValueGeneratedNever();
            entry.Property(static each => each.TraceParent).HasColumnName("trace_parent");
            entry.Property(static each => each.Body).HasColumnName("body");
        });
    }
}

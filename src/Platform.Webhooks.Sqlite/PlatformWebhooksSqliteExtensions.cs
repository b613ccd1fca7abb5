using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.Sqlite;

/// <summary>Puts the outbox into a SQLite file.</summary>
public static class PlatformWebhooksSqliteExtensions
{
    /// <summary>Keeps the outbox in a SQLite file: that of the transactions that publish.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="path">The file; it and its tables are made where they are missing. Of a local disk: SQLite's locks do not hold on network file systems.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public static PlatformOutboxBuilder UseSqlite(this PlatformOutboxBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseStore(_ => new SqliteOutboxStore(path));
    }
}

namespace Platform.Audit.Sqlite;

/// <summary>Puts the store into a host.</summary>
public static class PlatformAuditSqliteExtensions
{
    /// <summary>Keeps the log in a SQLite file.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="path">The file; made where it is missing. On a local disk: SQLite's locks do not hold on network file systems.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public static PlatformAuditBuilder UseSqlite(this PlatformAuditBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseStore(_ => new SqliteAuditStore(path));
    }
}

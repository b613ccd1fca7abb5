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

    /// <summary>Keeps the log of each tenant in a SQLite file of its own.</summary>
    /// <param name="builder">What <c>AddTenants</c> returned.</param>
    /// <param name="folder">The folder of the files, made where it is missing. On a local disk.</param>
    /// <param name="partitionSize">How many records of a tenant are dropped at once, a multiple of 256. Default: <see cref="SqliteAuditStore.DefaultPartitionSize"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is <see langword="null"/> or empty, or <paramref name="partitionSize"/> is no multiple of 256.</exception>
    public static PlatformAuditTenantsBuilder UseSqlite(this PlatformAuditTenantsBuilder builder, string folder, int partitionSize = SqliteAuditStore.DefaultPartitionSize)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var stores = new SqliteAuditTenantStores(folder, partitionSize);
        return builder.UseStores(_ => stores);
    }
}

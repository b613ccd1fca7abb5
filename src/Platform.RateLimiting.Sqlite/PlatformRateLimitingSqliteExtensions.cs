namespace Platform.RateLimiting.Sqlite;

/// <summary>Puts the ledger into a host.</summary>
public static class PlatformRateLimitingSqliteExtensions
{
    /// <summary>Keeps the usage ledger in a SQLite file, opened when it is first needed.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="path">The file; made where it is missing. Of a local disk: SQLite's locks do not hold on network file systems.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public static PlatformRateLimitingBuilder UseSqliteLedger(this PlatformRateLimitingBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseLedger(provider => new SqliteLedgerStore(path));
    }
}

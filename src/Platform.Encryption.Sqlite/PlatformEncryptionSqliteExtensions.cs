namespace Platform.Encryption.Sqlite;

/// <summary>Puts the store into a host.</summary>
public static class PlatformEncryptionSqliteExtensions
{
    /// <summary>Keeps wrapped keys in a SQLite file, opened when the host starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; made where it is missing.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UseSqliteKeyStore(this PlatformEncryptionBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseKeyStore(_ => new SqliteKeyStore(path));
    }
}

using Npgsql;

namespace Platform.Encryption.PostgreSql;

/// <summary>Puts the store into a host.</summary>
public static class PlatformEncryptionPostgreSqlExtensions
{
    /// <summary>Keeps wrapped keys in PostgreSQL. The tables must be there: see <see cref="PostgreSqlKeyStore.CreateTablesAsync"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="source">Gives the database; the data source stays yours to dispose.</param>
    /// <returns>The builder.</returns>
    public static PlatformEncryptionBuilder UsePostgreSqlKeyStore(this PlatformEncryptionBuilder builder, Func<IServiceProvider, NpgsqlDataSource> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return builder.UseKeyStore(provider => new PostgreSqlKeyStore(source(provider)));
    }
}

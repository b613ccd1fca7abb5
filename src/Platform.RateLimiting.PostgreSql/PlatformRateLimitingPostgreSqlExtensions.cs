using Npgsql;
using Platform.Shared;

namespace Platform.RateLimiting.PostgreSql;

/// <summary>Puts the ledger into a host.</summary>
public static class PlatformRateLimitingPostgreSqlExtensions
{
    private const int StatementsKept = 16;

    /// <summary>Keeps the usage ledger in PostgreSQL, connected to when it is first needed.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="connectionString">The database, in Npgsql's form.</param>
    /// <param name="schema">The schema of its tables, made where it is missing.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or cannot be read, or <paramref name="schema"/> is no plain name.</exception>
    public static PlatformRateLimitingBuilder UsePostgreSqlLedger(this PlatformRateLimitingBuilder builder, string connectionString, string schema = PostgreSqlLedgerStore.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = PostgreSqlTables.Settings(connectionString, StatementsKept);
        PostgreSqlSchemaName.Require(schema);
        return builder.UseLedger(_ => new PostgreSqlLedgerStore(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), schema, ownsDataSource: true));
    }

    /// <summary>The same, with connections of a data source that the host has already.</summary>
    /// <param name="builder">What <c>AddPlatformRateLimiting</c> returned.</param>
    /// <param name="dataSource">Gives the data source, which stays the host's.</param>
    /// <param name="schema">The schema of its tables, made where it is missing.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public static PlatformRateLimitingBuilder UsePostgreSqlLedger(
        this PlatformRateLimitingBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, string schema = PostgreSqlLedgerStore.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        return builder.UseLedger(provider => new PostgreSqlLedgerStore(dataSource(provider), schema, ownsDataSource: false));
    }
}

using Npgsql;
using Platform.Shared;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.PostgreSql;

/// <summary>Puts the outbox into PostgreSQL.</summary>
public static class PlatformWebhooksPostgreSqlExtensions
{
    private const int StatementsKept = 32;
    private const int KeptAliveAfterSeconds = 30;
    private const int AskedAgainAfterSeconds = 5;

    /// <summary>Keeps the outbox in PostgreSQL: in the database of the transactions that publish.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="connectionString">The database, in Npgsql's form.</param>
    /// <param name="schema">The schema of its tables, made where it is missing: one outbox for each.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty or cannot be read, or <paramref name="schema"/> is no plain name.</exception>
    public static PlatformOutboxBuilder UsePostgreSql(this PlatformOutboxBuilder builder, string connectionString, string schema = PostgreSqlOutboxStore.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = Settings(connectionString);
        PostgreSqlSchemaName.Require(schema);
        return builder.UseStore(_ => new PostgreSqlOutboxStore(new NpgsqlDataSourceBuilder(settings.ConnectionString).Build(), schema, ownsDataSource: true));
    }

    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = PostgreSqlTables.Settings(connectionString, StatementsKept);
        // What listens says nothing for hours, and some networks forget a connection after minutes. Packets of TCP, so the database has nothing to do.
        if (!OutboxListener.IsKeptAlive(connectionString))
            (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, KeptAliveAfterSeconds, AskedAgainAfterSeconds);
        return settings;
    }

    /// <summary>The same, with connections of a data source that the host has already.</summary>
    /// <param name="builder">What <c>AddPlatformOutbox</c> returned.</param>
    /// <param name="dataSource">Gives the data source, which stays the host's.</param>
    /// <param name="schema">The schema of its tables, made where it is missing: one outbox for each.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public static PlatformOutboxBuilder UsePostgreSql(this PlatformOutboxBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, string schema = PostgreSqlOutboxStore.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        return builder.UseStore(provider => new PostgreSqlOutboxStore(dataSource(provider), schema, ownsDataSource: false));
    }
}

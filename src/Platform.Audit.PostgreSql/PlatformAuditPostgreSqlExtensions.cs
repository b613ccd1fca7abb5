using Npgsql;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Puts the store into a host.</summary>
public static class PlatformAuditPostgreSqlExtensions
{
    private const int StatementsKept = 16;

    /// <summary>Keeps the log in PostgreSQL.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="connectionString">The database, in Npgsql's form.</param>
    /// <param name="schema">The schema of its tables, made where it is missing: one log for each.</param>
    /// <param name="partitionSize">How many records each new partition takes, a multiple of 256. Default: as the log says already, which begins with <see cref="PostgreSqlAuditStore.DefaultPartitionSize"/>.</param>
    /// <param name="owner">The database once more, as the owner of the tables, for dropping partitions. Default: <paramref name="connectionString"/>.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">A connection string is empty or cannot be read, <paramref name="schema"/> is no plain name, or <paramref name="partitionSize"/> is no multiple of 256.</exception>
    public static PlatformAuditBuilder UsePostgreSql(
        this PlatformAuditBuilder builder, string connectionString, string schema = PostgreSqlAuditStore.DefaultSchema, int? partitionSize = null, string? owner = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = PostgreSqlTables.Settings(connectionString, StatementsKept);
        var settingsOfOwner = owner is null ? null : new NpgsqlConnectionStringBuilder(owner);
        PostgreSqlSchemaName.Require(schema);
        PostgreSqlAuditStore.RequirePartitionSize(partitionSize, nameof(partitionSize));
        return builder.UseStore(_ => new PostgreSqlAuditStore(NpgsqlDataSource.Create(settings), schema, ownsDataSource: true)
        {
            PartitionSize = partitionSize,
            Owner = settingsOfOwner is null ? null : NpgsqlDataSource.Create(settingsOfOwner),
        });
    }

    /// <summary>The same, with connections of a data source that the host has already.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="dataSource">Gives the data source, which stays the host's.</param>
    /// <param name="schema">The schema of its tables, made where it is missing: one log for each.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public static PlatformAuditBuilder UsePostgreSql(
        this PlatformAuditBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, string schema = PostgreSqlAuditStore.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        return builder.UseStore(provider => new PostgreSqlAuditStore(dataSource(provider), schema, ownsDataSource: false));
    }

    /// <summary>Keeps the log of each tenant in a schema of its own. Each that is open has a connection: <see cref="PlatformAuditTenantsOptions.MostOpen"/> says how many.</summary>
    /// <param name="builder">What <c>AddTenants</c> returned.</param>
    /// <param name="connectionString">The database, in Npgsql's form.</param>
    /// <param name="prefix">How the names of schemas begin, at most 30 characters; behind it come <c>_</c> and the id of the tenant.</param>
    /// <param name="partitionSize">How many records each new partition of a tenant takes, a multiple of 256.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">The connection string is empty or cannot be read, <paramref name="prefix"/> is no plain name or too long, or <paramref name="partitionSize"/> is no multiple of 256.</exception>
    public static PlatformAuditTenantsBuilder UsePostgreSql(
        this PlatformAuditTenantsBuilder builder, string connectionString, string prefix = PostgreSqlAuditTenantStores.DefaultPrefix, int partitionSize = PostgreSqlAuditTenantStores.DefaultPartitionSize)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var settings = PostgreSqlTables.Settings(connectionString, StatementsKept);
        PostgreSqlAuditTenantStores.RequirePrefix(prefix);
        PostgreSqlAuditStore.RequirePartitionSize(partitionSize, nameof(partitionSize));
        return builder.UseStores(_ => new PostgreSqlAuditTenantStores(NpgsqlDataSource.Create(settings), prefix, ownsDataSource: true, partitionSize));
    }
}

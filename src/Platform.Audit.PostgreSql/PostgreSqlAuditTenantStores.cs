using Npgsql;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Keeps the log of each tenant in a schema of its own, so that a role, a dump or a <c>DROP SCHEMA</c> is about one of them
/// alone.</summary>
/// <remarks>A log that is open has a connection of its own; all others have none. Thread-safe.</remarks>
public sealed class PostgreSqlAuditTenantStores : IAuditTenantStores, IAsyncDisposable, IDisposable
{
    /// <summary>How the names of schemas begin unless something else is said: behind it come <c>_</c> and the id.</summary>
    public const string DefaultPrefix = "platform_audit_t";

    /// <summary>How many records a partition of a tenant takes unless something else is said: 65,536.</summary>
    public const int DefaultPartitionSize = 1 << 16;

    private const int IdLength = 32;

    private readonly NpgsqlDataSource _dataSource;
    private readonly string _prefix;
    private readonly bool _ownsDataSource;
    private readonly int _partitionSize;

    /// <summary>Uses a data source. Its user may make schemas, or finds those that were made for the tenants.</summary>
    /// <param name="dataSource">Where the database is.</param>
    /// <param name="prefix">How the names of schemas begin, at most 30 characters.</param>
    /// <param name="ownsDataSource">Whether it is disposed of with this.</param>
    /// <param name="partitionSize">How many records each new partition takes, a multiple of 256.</param>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> is no plain name or too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitionSize"/> is no multiple of 256.</exception>
    public PostgreSqlAuditTenantStores(
        NpgsqlDataSource dataSource, string prefix = DefaultPrefix, bool ownsDataSource = false, int partitionSize = DefaultPartitionSize)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        RequirePrefix(prefix);
        PostgreSqlAuditStore.RequirePartitionSize(partitionSize, nameof(partitionSize));
        (_dataSource, _prefix, _ownsDataSource, _partitionSize) = (dataSource, prefix, ownsDataSource, partitionSize);
    }

    /// <inheritdoc />
    public IAuditStore Open(string id) => new PostgreSqlAuditStore(_dataSource, SchemaOf(id)) { PartitionSize = _partitionSize };

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IAuditStore?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var schema = SchemaOf(id);
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return (bool)(await connection.ScalarAsync(
            $"SELECT to_regclass('{schema}.audit_log') IS NOT NULL", [], cancellationToken).ConfigureAwait(false))!
            ? new PostgreSqlAuditStore(_dataSource, schema, ownsDataSource: false, isReadOnly: true)
            : null;
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            $"SELECT right(nspname, {IdLength}) FROM pg_namespace WHERE nspname ~ $1 AND to_regclass(nspname || '.audit_log') IS NOT NULL",
            [$"^{_prefix}_[0-9a-f]{{{IdLength}}}$"],
            static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <remarks>It takes the owner of the schema.</remarks>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync($"DROP SCHEMA IF EXISTS {SchemaOf(id)} CASCADE", [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes of the data source, if it is owned.</summary>
    public void Dispose()
    {
        if (_ownsDataSource)
            _dataSource.Dispose();
    }

    /// <summary>Disposes of the data source, if it is owned.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public ValueTask DisposeAsync() => _ownsDataSource ? _dataSource.DisposeAsync() : default;

    internal static void RequirePrefix(string prefix)
    {
        const int MostCharacters = 30;
        PostgreSqlSchemaName.Require(prefix);
        if (prefix.Length > MostCharacters)
            throw new ArgumentException(
                $"The prefix \"{prefix}\" is too long: an id comes behind it, so it has at most {MostCharacters} characters.",
                nameof(prefix));
    }

    private string SchemaOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length == IdLength && id.All(char.IsAsciiHexDigitLower) ? $"{_prefix}_{id}"
            : throw new ArgumentException($"\"{id}\" is no id of a tenant.", nameof(id));
    }
}

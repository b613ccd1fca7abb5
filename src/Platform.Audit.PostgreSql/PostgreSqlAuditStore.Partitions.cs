using Npgsql;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql;

/// <content>Partitions: tables that leave the log in one transaction with the record that says so.</content>
public sealed partial class PostgreSqlAuditStore
{
    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AuditPartition>> ReadPartitionsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => _partitions.ReadAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses: it needs INSERT on <c>audit_tiles</c>.</exception>
    public async ValueTask SealAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        var connection = await OpenAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await _partitions.SealAsync(connection, partition, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadSealedAsync(long bundle, CancellationToken cancellationToken) =>
        ReadAsync(connection => _partitions.ReadSealedAsync(connection, bundle, cancellationToken), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses: only the owner of the tables can (<see cref="Owner"/>).</exception>
    public async ValueTask<IAuditPartitionDrop?> TryBeginDropAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // There must be room for the record: in the transaction of a drop that does not happen, a partition would be made in vain.
            await _partitions.MakeAheadAsync(Connection, (await ReadStateAsync(Connection, cancellationToken).ConfigureAwait(false)).Size + 1, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
        var connection = await OpenAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        return await PartitionDrop.TryBeginAsync(connection, _partitions, partition, InsertAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    /// <remarks>A partition leaves the log with the record that says so, and stays as a table of its own, which nobody reads, until its files go here: freeing them takes longer than all the rest, and whoever appends does not wait for it.</remarks>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask ReclaimAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await _partitions.ReclaimAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private Task<NpgsqlConnection> OpenAsOwnerAsync(CancellationToken cancellationToken) => _owner is null ? _database.OpenAsync(cancellationToken) : _owner.OpenConnectionAsync(cancellationToken).AsTask();
}

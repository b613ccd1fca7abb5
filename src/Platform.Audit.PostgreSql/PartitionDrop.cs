using Npgsql;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>A drop whose transaction is open, and has the locks.</summary>
internal sealed class PartitionDrop : IAuditPartitionDrop
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly LogPartitions _partitions;
    private readonly AuditPartition _partition;
    private readonly Func<NpgsqlConnection, AuditBatch, CancellationToken, ValueTask> _insert;

    private PartitionDrop(
        NpgsqlConnection connection, NpgsqlTransaction transaction, LogPartitions partitions, AuditPartition partition, Func<NpgsqlConnection, AuditBatch, CancellationToken, ValueTask> insert) =>
        (_connection, _transaction, _partitions, _partition, _insert) = (connection, transaction, partitions, partition, insert);

    /// <param name="connection">Of the owner of the tables. It is disposed of with the drop, or at once where there is none.</param>
    /// <param name="partitions">The partitions.</param>
    /// <param name="partition">Which.</param>
    /// <param name="insert">Adds a batch.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<PartitionDrop?> TryBeginAsync(
        NpgsqlConnection connection, LogPartitions partitions, AuditPartition partition, Func<NpgsqlConnection, AuditBatch, CancellationToken, ValueTask> insert, CancellationToken cancellationToken)
    {
        NpgsqlTransaction? transaction = null;
        var isLocked = false;
        try
        {
            transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            isLocked = await partitions.TryLockAsync(connection, partition, cancellationToken).ConfigureAwait(false);
            return isLocked ? new PartitionDrop(connection, transaction, partitions, partition, insert) : null;
        }
        finally
        {
            if (!isLocked)
            {
                if (transaction is not null)
                    await transaction.DisposeAsync().ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _connection.ExecuteAsync(PostgreSqlAuditStore.PinDurability, [], cancellationToken).ConfigureAwait(false);
        await _insert(_connection, batch, cancellationToken).ConfigureAwait(false);
        await _partitions.DropAsync(_connection, _partition, batch.FirstIndex, batch.Epoch, cancellationToken).ConfigureAwait(false);
        await _transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}

using Microsoft.Data.Sqlite;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Sqlite;

/// <content>Partitions: ranges that are deleted in one transaction.</content>
public sealed partial class SqliteAuditStore
{
    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<IReadOnlyList<AuditPartition>> ReadPartitionsAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<AuditPartition>>(
        connection =>
        {
            var state = ReadState(connection);
            List<AuditPartition> partitions = [];
            for (var first = state.KeptFrom; first <= state.Size; first += PartitionSize)
                partitions.Add(new AuditPartition(first, first + PartitionSize));
            return partitions;
        },
        cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    /// <exception cref="AuditFencedException">This process does not have the log.</exception>
    public ValueTask SealAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        // A tile at a time: who appends comes between.
        for (var first = partition.First; first < partition.End; first += TileAddress.FullWidth)
            Write(writer => writer.Seal(new AuditPartition(first, first + TileAddress.FullWidth)), cancellationToken);
        return default;
    }

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be opened or read.</exception>
    public ValueTask<ReadOnlyMemory<byte>> ReadSealedAsync(long bundle, CancellationToken cancellationToken) => Read(connection => ReadTile(connection, TileAddress.Hashes(0, bundle)), cancellationToken);

    /// <inheritdoc />
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    /// <exception cref="AuditFencedException">This process does not have the log.</exception>
    public ValueTask<IAuditPartitionDrop?> TryBeginDropAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        var can = false;
        Write(writer => can = partition.End - partition.First == PartitionSize && writer.CanDrop(partition), cancellationToken);
        return can
            ? new(new PartitionDrop(this, partition))
            : throw new InvalidOperationException($"Records {partition.First} to {partition.End - 1} cannot be dropped: they are not the first, were not sealed, or have the last record of the log.");
    }

    /// <inheritdoc />
    /// <remarks>What was deleted is overwritten with the drop. Where somebody still read, the write-ahead log has it as it was, and is emptied here.</remarks>
    /// <exception cref="SqliteException">The file cannot be written, or stays locked for five seconds.</exception>
    /// <exception cref="AuditFencedException">This process does not have the log.</exception>
    public ValueTask ReclaimAsync(CancellationToken cancellationToken)
    {
        Write(static writer => writer.ForgetOwedJournal(), cancellationToken);
        return default;
    }

    /// <summary>Those who read are not held up, and hold up nobody: there is nothing to be locked before the transaction.</summary>
    private sealed class PartitionDrop(SqliteAuditStore store, AuditPartition partition) : IAuditPartitionDrop
    {
        public ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(batch);
            store.Write(writer => writer.Drop(partition, batch), cancellationToken);
            // Words without the text that they are of cannot be taken out one by one. If we crash before it, the next process finds an index that is not whole.
            store._index.Clear();
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}

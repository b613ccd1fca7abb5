using Npgsql;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Makes partitions before they are needed, and drops the oldest.</summary>
internal sealed class LogPartitions(string schema)
{
    private readonly PartitionTables _tables = new(schema);
    private long _made;
    private long _enough;
    private long _next;

    /// <summary>The same for whoever has taken the log only now.</summary>
    public async ValueTask BeginAsync(NpgsqlConnection connection, long size, CancellationToken cancellationToken)
    {
        (_made, _enough, _next) = (0, -1, 0);
        var partitions = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (partitions.Count > 0)
            _made = partitions[^1].End;
        await MakeAheadAsync(connection, size, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Has one partition more than the log needs. It is asked once for each, and waits for no lock for longer than the function does. Where that fails and there is
    /// room all the same, whoever adds is not troubled, and it is tried again when a sixty-fourth of the room is used up.
    /// </summary>
    /// <param name="connection">Of whoever has the log.</param>
    /// <param name="size">The size of the log with what is to be added.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async ValueTask MakeAheadAsync(NpgsqlConnection connection, long size, CancellationToken cancellationToken)
    {
        if (size <= _enough || (size <= _made && size < _next))
            return;
        try
        {
            var ahead = await connection.ReadAsync(_tables.Ahead, [size], static row => (Made: row.GetInt64(0), Length: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
            (_made, _enough) = (ahead[0].Made, ahead[0].Made - ahead[0].Length);
        }
        catch (PostgresException) when (_made > 0 && size <= _made)
        {
            _next = size + Math.Max(1, (_made - size) / 64);
        }
    }

    public async ValueTask<IReadOnlyList<AuditPartition>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ReadAsync(_tables.Select, [], static row => new AuditPartition(row.GetInt64(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false);

    public async ValueTask SealAsync(NpgsqlConnection connection, AuditPartition partition, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(_tables.Seal, [partition.First, partition.End], cancellationToken).ConfigureAwait(false);
        if (!(bool)(await connection.ScalarAsync(_tables.IsSealed, [partition.First, partition.End], cancellationToken).ConfigureAwait(false))!)
            throw new AuditIntegrityException($"Records from {partition.First} to {partition.End - 1} are not all there, so their hashes cannot be kept.");
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadSealedAsync(NpgsqlConnection connection, long bundle, CancellationToken cancellationToken) =>
        await connection.ScalarAsync(_tables.SelectSealed, [bundle], cancellationToken).ConfigureAwait(false) is byte[] hashes ? hashes : default;

    /// <summary>Locks what a drop changes, for whoever has begun a transaction.</summary>
    /// <returns>Whether it is locked; not where somebody looks into it.</returns>
    /// <exception cref="InvalidOperationException">It cannot be dropped.</exception>
    public async ValueTask<bool> TryLockAsync(NpgsqlConnection connection, AuditPartition partition, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(_tables.Lock, [], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
        return (bool)(await connection.ScalarAsync(_tables.CanDrop, [partition.First, partition.End], cancellationToken).ConfigureAwait(false))!
            ? true
            : throw new InvalidOperationException($"Records {partition.First} to {partition.End - 1} cannot be dropped: they are not the first partition, were not sealed, or have the last record of the log.");
    }

    /// <summary>In the transaction that has added the record: from the commit on the log begins later, and the partition is none of it any more.</summary>
    public async ValueTask DropAsync(NpgsqlConnection connection, AuditPartition partition, long droppedBy, long epoch, CancellationToken cancellationToken)
    {
        if (!(bool)(await connection.ScalarAsync(_tables.MoveBeginning, [partition.First, partition.End, droppedBy, epoch], cancellationToken).ConfigureAwait(false) ?? false))
            throw new AuditFencedException($"Epoch {epoch} is over, or the log does not begin with {partition.First} any more.");
        await connection.ExecuteAsync(_tables.Detach(partition), [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops what has left the log, with its files. What somebody has a lock on, a backup say, stays until the next time.</summary>
    public async ValueTask ReclaimAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var left = await connection.ReadAsync(_tables.SelectLeft, [], static row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        foreach (var name in left)
        {
            try
            {
                await connection.ExecuteAsync(_tables.DropLeft(name), [], cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable)
            {
                // Or another host was faster.
            }
        }
    }
}

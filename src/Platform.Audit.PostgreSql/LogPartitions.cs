using Npgsql;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Makes partitions before they are needed, and drops the oldest.</summary>
internal sealed class LogPartitions(string schema)
{
    /// <summary>Whoever adds waits behind whoever waits for a partition to be free. So nobody waits for it for long: he comes again.</summary>
    private const string SetPatience = "SET LOCAL lock_timeout = '500ms'";

    private readonly PartitionTables _tables = new(schema);
    private long _made;
    private long _enough;

    /// <summary>
    /// Has one partition more than the log needs. It is asked once for each: where that fails and there is room all the same, whoever adds
    /// is not troubled, and it is tried with the next batch.
    /// </summary>
    /// <param name="connection">Of whoever has the log.</param>
    /// <param name="size">The size of the log with what is to be added; 0 where the log was taken only now.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async ValueTask MakeAheadAsync(NpgsqlConnection connection, long size, CancellationToken cancellationToken)
    {
        if (size > 0 && size <= _enough)
            return;
        try
        {
            var ahead = await connection.ReadAsync(_tables.Ahead, [size], static row => (Made: row.GetInt64(0), Length: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
            (_made, _enough) = (ahead[0].Made, ahead[0].Made - ahead[0].Length);
        }
        catch (PostgresException) when (size > 0 && size <= _made)
        {
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

    /// <summary>
    /// One transaction: if we crash in it, or the server does, nothing has happened. From the commit on the log begins later, the partition
    /// is no part of it any more, and its files are gone.
    /// </summary>
    public async ValueTask<bool> DropAsync(NpgsqlConnection connection, AuditPartition partition, long droppedBy, CancellationToken cancellationToken)
    {
        if (!(bool)(await connection.ScalarAsync(_tables.IsSealed, [partition.First, partition.End], cancellationToken).ConfigureAwait(false))!)
            return false;
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(SetPatience, [], cancellationToken).ConfigureAwait(false);
        var move = new NpgsqlCommand(_tables.MoveBeginning, connection, transaction);
        await using var closing = move.ConfigureAwait(false);
        foreach (var value in (long[])[partition.First, partition.End, droppedBy])
            move.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        if (await move.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            return false;
        await connection.ExecuteAsync(_tables.DropOld, [], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}

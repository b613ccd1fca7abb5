using Microsoft.Data.Sqlite;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Sqlite;

/// <summary>The connection that writes, with its statements compiled once. Used by one thread at a time.</summary>
internal sealed class BatchWriter : IDisposable
{
    /// <summary>For whoever is just reading. Whoever reads for longer must not hold up those who append.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(200);

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _selectEnd;
    private readonly SqliteCommand _insertRecord;
    private readonly SqliteCommand _insertAlone;
    private readonly SqliteCommand _insertNode;
    private readonly SqliteCommand _saveCheckpoint;
    private readonly SqliteCommand _selectIntake;
    private readonly SqliteCommand _deleteIntake;
    private readonly SqliteCommand _insertPersonal;
    private readonly SqliteCommand _erasePersonal;

    /// <summary>Whoever wrote before may have died between an erasure and this.</summary>
    private bool _isJournalOwed = true;

    public BatchWriter(SqliteConnection connection)
    {
        _connection = connection;
        // Immediate: nobody else writes from here on, so the epoch and the end that are read stay true.
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _selectEnd = connection.Prepare(AuditTables.SelectEnd);
        _insertRecord = connection.Prepare(AuditTables.InsertRecord, "$idx", "$recorded", "$record", "$hash", "$root");
        _insertAlone = connection.Prepare(AuditTables.InsertAlone, "$idx", "$recorded", "$record", "$hash", "$root", "$epoch");
        _insertNode = connection.Prepare(AuditTables.InsertNode, "$level", "$idx", "$hash");
        _saveCheckpoint = connection.Prepare(AuditTables.SaveCheckpoint, "$checkpoint", "$epoch");
        _selectIntake = connection.Prepare(AuditTables.SelectIntake, "$most");
        _deleteIntake = connection.Prepare(AuditTables.DeleteIntake, "$id");
        _insertPersonal = connection.Prepare(AuditTables.InsertPersonal, "$idx", "$place", "$subject", "$tag", "$content");
        _erasePersonal = connection.Prepare(AuditTables.ErasePersonal, "$by", "$idx");
    }

    /// <exception cref="AuditFencedException">The epoch is over, or the batch does not begin at the end. Nothing was written.</exception>
    public void Commit(AuditBatch batch)
    {
        if (batch is { Records: [var alone], Nodes: [], Intake: [], Personal: [], Erasures: [] })
        {
            _insertAlone.Set(batch.FirstIndex, Microseconds(batch.RecordedAt), alone.ToArray(), batch.Hashes[0].Bytes.ToArray(), batch.Root.Bytes.ToArray(), batch.Epoch);
            if (_insertAlone.ExecuteNonQuery() == 0)
                throw new AuditFencedException($"Epoch {batch.Epoch} is over, or the log does not end at {batch.FirstIndex}.");
            return;
        }
        _begin.ExecuteNonQuery();
        RequireEnd(batch);
        Insert(batch);
        foreach (var row in batch.Intake)
        {
            _deleteIntake.Set(row);
            if (_deleteIntake.ExecuteNonQuery() == 0)
                throw new AuditFencedException($"Row {row} of the intake is gone: it is recorded.");
        }
        CommitPersonal(batch);
        _commit.ExecuteNonQuery();
        if (batch.Erasures.Count > 0)
            ForgetJournal(MostWait);
    }

    private void Insert(AuditBatch batch)
    {
        var recorded = Microseconds(batch.RecordedAt);
        for (var at = 0; at < batch.Records.Count; at++)
        {
            var root = at == batch.Records.Count - 1 ? batch.Root.Bytes.ToArray() : (object)DBNull.Value;
            _insertRecord.Set(batch.FirstIndex + at, recorded, batch.Records[at].ToArray(), batch.Hashes[at].Bytes.ToArray(), root);
            _insertRecord.ExecuteNonQuery();
        }
        foreach (var node in batch.Nodes)
        {
            _insertNode.Set(node.Level, node.Index, node.Hash.Bytes.ToArray());
            _insertNode.ExecuteNonQuery();
        }
    }

    private void CommitPersonal(AuditBatch batch)
    {
        foreach (var content in batch.Personal)
        {
            _insertPersonal.Set(content.Index, content.Place, (object?)content.Subject ?? DBNull.Value, content.Tag.IsEmpty ? DBNull.Value : content.Tag.ToArray(), content.Content.ToArray());
            _insertPersonal.ExecuteNonQuery();
        }
        foreach (var erasure in batch.Erasures)
        {
            _erasePersonal.Set(erasure.ErasedBy, erasure.Index);
            _erasePersonal.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// The write-ahead log has pages as they were. It is emptied here, unless somebody reads in it as it was before; then it is tried again with each checkpoint of the log, without waiting, until nobody does.
    /// </summary>
    private void ForgetJournal(TimeSpan wait)
    {
        _isJournalOwed = true;
        try
        {
            Run($"PRAGMA busy_timeout = {(int)wait.TotalMilliseconds}");
            using var empty = _connection.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
            using var reader = empty.ExecuteReader();
            // A row says whether somebody was in the way: nothing is thrown.
            _isJournalOwed = !reader.Read() || reader.GetInt64(0) != 0;
        }
        catch (SqliteException)
        {
            // It is tried again.
        }
        Run($"PRAGMA busy_timeout = {SqliteAuditStore.BusyTimeoutSeconds * 1_000}");
    }

    private void Run(string text)
    {
        using var command = _connection.Prepare(text);
        command.ExecuteNonQuery();
    }

    public List<AuditIntakeRow> ReadIntake(int most, long mostBytes)
    {
        _selectIntake.Set(most);
        using var reader = _selectIntake.ExecuteReader();
        List<AuditIntakeRow> rows = [];
        while (reader.Read())
        {
            var record = reader.GetFieldValue<byte[]>(1);
            mostBytes -= record.Length;
            if (mostBytes < 0 && rows.Count > 0)
                break;
            rows.Add(new AuditIntakeRow(reader.GetInt64(0), record, reader.GetInt64(2) != 0));
        }
        return rows;
    }

    public void SaveCheckpoint(long epoch, byte[] checkpoint)
    {
        _saveCheckpoint.Set(checkpoint, epoch);
        if (_saveCheckpoint.ExecuteNonQuery() == 0)
            throw new AuditFencedException($"Epoch {epoch} is over.");
        ForgetOwedJournal();
    }

    public void ForgetOwedJournal()
    {
        if (_isJournalOwed)
            ForgetJournal(TimeSpan.Zero);
    }

    /// <summary>Keeps the hashes of records apart from them, a tile at a time and each in a transaction of its own, so that nobody waits for all of it.</summary>
    /// <exception cref="AuditIntegrityException">Records are missing.</exception>
    public void Seal(AuditPartition partition)
    {
        using var hasTile = _connection.Prepare(AuditTables.HasTile, "$idx");
        using var select = _connection.Prepare(AuditTables.SelectHashes, "$first", "$end");
        using var insert = _connection.Prepare(AuditTables.InsertTile, "$idx", "$hashes");
        for (var first = partition.First; first < partition.End; first += TileAddress.FullWidth)
        {
            hasTile.Set(first / TileAddress.FullWidth);
            if ((long)hasTile.ExecuteScalar()! > 0)
                continue;
            var hashes = new MemoryStream(TileAddress.FullWidth * TreeHash.Length);
            select.Set(first, first + TileAddress.FullWidth);
            using (var reader = select.ExecuteReader())
            {
                while (reader.Read())
                    hashes.Write(reader.GetFieldValue<byte[]>(1));
            }
            if (hashes.Length != TileAddress.FullWidth * TreeHash.Length)
                throw new AuditIntegrityException($"Records from {first} to {first + TileAddress.FullWidth - 1} are not all there, so their hashes cannot be kept.");
            insert.Set(first / TileAddress.FullWidth, hashes.ToArray());
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Whether a partition begins the log, was sealed, and is not its end.</summary>
    public bool CanDrop(AuditPartition partition)
    {
        using var can = _connection.Prepare(AuditTables.CanDrop, "$first", "$end");
        can.Set(partition.First, partition.End);
        return can.ExecuteScalar() is 1L;
    }

    /// <summary>One transaction: if we crash in it, nothing has happened. What is deleted is overwritten, and the journal is emptied, as after an erasure.</summary>
    /// <exception cref="AuditFencedException">It cannot be dropped any more, or the batch does not follow. Nothing was written.</exception>
    public void Drop(AuditPartition partition, AuditBatch batch)
    {
        _begin.ExecuteNonQuery();
        RequireEnd(batch);
        if (!CanDrop(partition))
            throw new AuditFencedException($"Records {partition.First} to {partition.End - 1} cannot be dropped any more.");
        Insert(batch);
        using var move = _connection.Prepare(AuditTables.MoveBeginning, "$first", "$end", "$by");
        move.Set(partition.First, partition.End, batch.FirstIndex);
        move.ExecuteNonQuery();
        using var delete = _connection.Prepare(AuditTables.DeletePartition, "$first", "$end");
        delete.Set(partition.First, partition.End);
        delete.ExecuteNonQuery();
        _commit.ExecuteNonQuery();
        ForgetJournal(MostWait);
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _commit, _selectEnd, _insertRecord, _insertAlone, _insertNode, _saveCheckpoint, _selectIntake, _deleteIntake, _insertPersonal, _erasePersonal])
            command.Dispose();
        // Rolls back what is open.
        _connection.Dispose();
    }

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private void RequireEnd(AuditBatch batch)
    {
        using var reader = _selectEnd.ExecuteReader();
        if (!reader.Read() || reader.GetInt64(0) != batch.Epoch)
            throw new AuditFencedException($"Epoch {batch.Epoch} is over.");
        if (reader.GetInt64(1) != batch.FirstIndex)
            throw new AuditFencedException($"The batch begins at {batch.FirstIndex}, and the log ends at {reader.GetInt64(1)}.");
    }
}

using Microsoft.Data.Sqlite;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditRetentionTests : AuditRetentionContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditPartitionedStore Store => _store ??= _file.Open(PartitionSize);

    protected override IAuditPartitionedStore OpenAnother() => _file.Open(PartitionSize);

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    protected override Task PretendAsync(long keptFrom, long droppedBy)
    {
        _file.Execute($"""
            UPDATE audit_log SET kept_from = {keptFrom}, dropped_by = {droppedBy};
            DELETE FROM audit_records WHERE idx < {keptFrom}
            """);
        return Task.CompletedTask;
    }

    protected override Task MoveBeginningAsync(long keptFrom)
    {
        _file.Execute($"UPDATE audit_log SET kept_from = {keptFrom}");
        return Task.CompletedTask;
    }

    protected override Task<long> ReadEpochAsync() => Task.FromResult((long)_file.Query("SELECT epoch FROM audit_log")!);

    protected override Task TakeBackCheckpointAsync()
    {
        _file.Execute("UPDATE audit_log SET checkpoint = x''");
        return Task.CompletedTask;
    }

    protected override Task WriteTileAsync(long index, byte[] hashes)
    {
        _file.Execute($"INSERT INTO audit_tiles VALUES ({index}, x'{Convert.ToHexString(hashes)}')");
        return Task.CompletedTask;
    }

    protected override Task ChangeTileAsync(long index)
    {
        _file.Execute($"DROP TRIGGER audit_tiles_never_change; UPDATE audit_tiles SET hashes = zeroblob(length(hashes)) WHERE idx = {index}");
        return Task.CompletedTask;
    }

    protected override Task ChangeRecordAsync(long index)
    {
        _file.Execute($"DROP TRIGGER audit_records_never_change; UPDATE audit_records SET record = zeroblob(length(record)) WHERE idx = {index}");
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_was_dropped_is_in_no_file_any_more()
    {
        const string Target = "a-target-that-nobody-else-has";
        await using var log = await StartAsync(Store);
        await log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = Target }, cancellationToken: Cancellation);
        await FillAsync(log, 600);
        await log.Log.QueryAsync(new AuditQuery { Target = Target }, Cancellation);
        SqliteConnection.ClearAllPools();
        Assert.True(_file.IsInFiles(Target, isOfIndex: false));

        await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);

        // The search index is a file of its own that promises less: it is emptied, and what it forgets is not overwritten.
        Assert.False(_file.IsInFiles(Target, isOfIndex: false));
        Assert.Empty((await log.Log.QueryAsync(new AuditQuery { Target = Target }, Cancellation)).Entries);
    }

    /// <summary>Whoever reads in the file from before keeps it there, and the drop does not wait for him for ever.</summary>
    [Fact]
    public async Task What_somebody_still_read_when_it_was_dropped_goes_with_the_next_run()
    {
        const string Target = "a-target-that-nobody-else-has";
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next([.. Batches.Records(100), System.Text.Encoding.UTF8.GetBytes(Target), .. Batches.Records(500, seed: 3)]), Cancellation);
        var partition = new AuditPartition(0, 512);
        await Store.SealAsync(partition, Cancellation);
        await using (var reading = new SqliteConnection($"Data Source={_file.Path};Pooling=False"))
        {
            await reading.OpenAsync(Cancellation);
            // Of one who reads: a transaction that may write would stand in the way of the drop itself.
            await using var transaction = reading.BeginTransaction(deferred: true);
            await using var look = reading.CreateCommand();
            (look.Transaction, look.CommandText) = (transaction, "SELECT count(*) FROM audit_records");
            Assert.Equal(601L, await look.ExecuteScalarAsync(Cancellation));
            await using (var drop = await Store.TryBeginDropAsync(partition, Cancellation))
                await drop!.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation);
            await Store.ReclaimAsync(Cancellation);
            Assert.True(_file.IsInFiles(Target));
        }

        await Store.ReclaimAsync(Cancellation);

        Assert.False(_file.IsInFiles(Target));
        Assert.Equal((512L, 602L), (await Store.ReadStateAsync(Cancellation)) is var state ? (state.KeptFrom, state.Size) : default);
    }

    [Fact]
    public async Task A_log_of_version_2_goes_on_and_can_drop_its_records()
    {
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 600);
            await log.StopAsync();
        }
        SqliteConnection.ClearAllPools();
        // As version 2 had it.
        _file.Execute("""
            DROP TRIGGER audit_records_never_go;
            CREATE TRIGGER audit_records_never_go BEFORE DELETE ON audit_records BEGIN SELECT RAISE(ABORT, 'records of an audit log never go'); END;
            DROP TABLE audit_tiles;
            CREATE TABLE old_log (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, epoch INTEGER NOT NULL, checkpoint BLOB NOT NULL) STRICT;
            INSERT INTO old_log SELECT one, 2, epoch, checkpoint FROM audit_log;
            DROP TABLE audit_log;
            ALTER TABLE old_log RENAME TO audit_log
            """);

        // Its host goes on as it knows the file: nothing is changed under it.
        using (new FileStream(_file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().ReadStateAsync(Cancellation));
            Assert.Contains("is of version 2, and a process has it: stop that one first", refused.Message, StringComparison.Ordinal);
            Assert.Equal(2L, _file.Query("SELECT version FROM audit_log"));
        }
        await using var later = await StartAsync(OpenAnother());
        await FillAsync(later, 700);
        var dropped = await later.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation);

        Assert.Equal(512, dropped.KeptFrom);
        Assert.Empty((await InspectAsync()).Findings);
        Assert.ThrowsAny<SqliteException>(() => _file.Execute("DELETE FROM audit_records WHERE idx = 600"));
    }
}

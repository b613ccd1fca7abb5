using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Audit.Intake;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>What every store does for events that are part of others' transactions.</summary>
public abstract class AuditIntakeContract : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();

    /// <summary>The store, new.</summary>
    protected abstract IAuditIntakeStore Store { get; }

    /// <summary>The table of the intake, as statements name it.</summary>
    protected abstract string IntakeTable { get; }

    protected ECDsa Key => _key;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditIntakeStore OpenAnother();

    /// <summary>A connection to the database of the log, open.</summary>
    protected abstract Task<DbConnection> ConnectAsync();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _key.Dispose();
    }

    [Fact]
    public async Task Events_of_a_transaction_that_commits_are_recorded_in_order_once_and_can_be_proven()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await TransactAsync(log, isCommitted: true, 1, 2, 3);

        Assert.Equal([1, 2, 3], await RecordedAsync(3));
        await WaitUntilEmptyAsync();

        Assert.Equal([1, 2, 3], await RecordedAsync(3));
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
        Assert.NotEmpty(await log.Log.ProveAsync(1, Cancellation));
    }

    [Fact]
    public async Task Of_a_transaction_that_is_rolled_back_nothing_is_recorded()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await TransactAsync(log, isCommitted: false, 1, 2);
        await TransactAsync(log, isCommitted: true, 3);

        Assert.Equal([3], await RecordedAsync(1));
        await WaitUntilEmptyAsync();
        Assert.Equal([3], await RecordedAsync(1));
    }

    [Fact]
    public async Task What_is_rolled_back_to_a_savepoint_is_not_recorded_and_the_rest_is()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await using (var connection = await ConnectAsync())
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await AppendAsync(log, transaction, 1);
            await transaction.SaveAsync("here", Cancellation);
            await AppendAsync(log, transaction, 2);
            await transaction.RollbackAsync("here", Cancellation);
            await AppendAsync(log, transaction, 3);
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal([1, 3], await RecordedAsync(2));
    }

    [Fact]
    public async Task An_event_carries_the_time_when_it_happened_and_the_time_when_it_was_recorded()
    {
        var before = TimeProvider.System.GetUtcNow();
        await using var log = await TestLog.StartAsync(Store, _key);
        await TransactAsync(log, isCommitted: true, 1);
        await RecordedAsync(1);

        var bytes = await log.Log.ReadAsync(1, Cancellation);
        Check(bytes.Span, before);

        static void Check(ReadOnlySpan<byte> bytes, DateTimeOffset before)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            Assert.InRange(record.OccurredAt, before.AddMilliseconds(-1), record.RecordedAt);
            Assert.Equal("request.closed"u8, record.Name);
            Assert.NotEqual(0, record.Producer);
        }
    }

    [Fact]
    public async Task Whatever_commits_and_rolls_back_the_log_has_what_was_committed_in_the_order_of_commits()
    {
        var random = new Random(7);
        List<int> expected = [];
        var next = 0;
        for (var run = 0; run < 3; run++)
        {
            await using var log = await TestLog.StartAsync(run == 0 ? Store : OpenAnother(), _key, options => options.MostInBatch = 1 + 3 * run);
            for (var transaction = 0; transaction < 25; transaction++)
            {
                var ids = Enumerable.Range(next, random.Next(0, 5)).ToArray();
                next += ids.Length;
                var isCommitted = random.Next(3) > 0;
                await TransactAsync(log, isCommitted, ids);
                if (isCommitted)
                    expected.AddRange(ids);
                if (random.Next(4) == 0)
                    log.Service<IAuditIntake>().Wake();
            }
            Assert.Equal(expected, await RecordedAsync(expected.Count));
        }
        await AssertNumberedAsync(gaps: 0);
    }

    [Fact]
    public async Task What_waits_when_a_process_ends_is_recorded_by_the_next()
    {
        await using (var log = await TestLog.StartAsync(Store, _key, options => options.IntakeInterval = TimeSpan.Zero))
            await TransactAsync(log, isCommitted: true, 1, 2);
        Assert.Equal([], await RecordedAsync(0));

        await using var next = await TestLog.StartAsync(OpenAnother(), _key);
        Assert.Equal([1, 2], await RecordedAsync(2));
    }

    [Fact]
    public async Task Events_that_are_appended_and_events_of_transactions_share_one_sequence_of_numbers()
    {
        await using (var log = await TestLog.StartAsync(Store, _key))
        {
            var appended = Enumerable.Range(1_000, 50).Select(id => log.CloseAsync(id).AsTask()).ToList();
            for (var at = 0; at < 20; at++)
            {
                await TransactAsync(log, isCommitted: true, at);
                log.Service<IAuditIntake>().Wake();
            }
            await Task.WhenAll(appended);
            await RecordedAsync(70);
        }

        await AssertNumberedAsync(gaps: 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_answer_of_the_store_is_lost_every_event_is_recorded_once_and_no_number_is_missing(bool isCommitted)
    {
        var store = new UnsureStore(Store) { Loses = isCommitted ? Lost.Answer : Lost.Batch };
        await using (var log = await TestLog.StartAsync(store, _key))
        {
            await TransactAsync(log, isCommitted: true, 1, 2, 3);
            await RecordedAsync(3);
            await TransactAsync(log, isCommitted: true, 4);

            Assert.Equal([1, 2, 3, 4], await RecordedAsync(4));
        }
        Assert.Equal(Lost.Nothing, store.Loses);
        await AssertNumberedAsync(gaps: 0);
    }

    [Fact]
    public async Task What_another_process_has_recorded_meanwhile_is_not_recorded_again()
    {
        var store = new UnsureStore(Store) { Loses = Lost.Log, Thief = OpenAnother() };
        await using (var log = await TestLog.StartAsync(store, _key))
        {
            await TransactAsync(log, isCommitted: true, 1, 2);
            await RecordedAsync(2);
            await TransactAsync(log, isCommitted: true, 3);

            Assert.Equal([1, 2, 3], await RecordedAsync(3));
        }
        Assert.Equal(Lost.Nothing, store.Loses);
        await AssertNumberedAsync(gaps: 2);
    }

    [Fact]
    public async Task A_batch_with_a_row_that_is_gone_adds_nothing()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await InsertAsync([1, 2, 3]);
        var row = Assert.Single(await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation));
        var batch = log.Next(Batches.Records(3));
        batch.AddIntake(row.Id);
        await Store.CommitAsync(batch, Cancellation);
        Assert.Empty(await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation));

        var again = log.Next(Batches.Records(2, seed: 5));
        again.AddIntake(row.Id);
        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(again, Cancellation));

        Assert.Equal(3, (await OpenAnother().ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_batch_that_is_refused_leaves_the_rows_where_they_are()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await InsertAsync([1]);
        var row = Assert.Single(await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation));
        var batch = log.At(7, log.Epoch, Batches.Records(2));
        batch.AddIntake(row.Id);

        await Assert.ThrowsAsync<AuditFencedException>(async () => await Store.CommitAsync(batch, Cancellation));

        Assert.Equal(row.Id, Assert.Single(await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation)).Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(36)]
    [InlineData(65_535)]
    public async Task A_row_that_is_no_record_is_recorded_by_its_length_and_digest_and_holds_nothing_up(int length)
    {
        var row = new byte[length];
        row.AsSpan().Fill(0xFF);
        await using var log = await TestLog.StartAsync(Store, _key);
        await InsertAsync(row);
        await TransactAsync(log, isCommitted: true, 5);

        Assert.Equal([5], await RecordedAsync(1));

        var bytes = await log.Log.ReadAsync(1, Cancellation);
        Check(bytes.Span, row);
        Assert.True(log.Lines.Has(12));

        static void Check(ReadOnlySpan<byte> bytes, byte[] row)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            Assert.Equal("audit.intake.malformed", Encoding.UTF8.GetString(record.Name));
            foreach (var field in record.Fields)
            {
                if (field.Name.SequenceEqual("length"u8))
                    Assert.Equal(row.Length, field.Integer);
                else
                    Assert.Equal(SHA256.HashData(row), field.Bytes.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task A_row_that_no_record_can_be_is_refused_where_it_is_inserted(int length)
    {
        await Store.ReadStateAsync(Cancellation);

        await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(new byte[length]));
    }

    [Fact]
    public async Task However_many_rows_there_are_so_many_bytes_are_read_at_once_and_one_row_always()
    {
        await Batches.AcquireAsync(Store, Cancellation);
        for (var at = 0; at < 10; at++)
            await InsertAsync(new byte[60_000]);

        Assert.Equal(3, (await Store.ReadIntakeAsync(100, 200_000, Cancellation)).Count);
        Assert.Equal(2, (await Store.ReadIntakeAsync(2, 200_000, Cancellation)).Count);
        Assert.Single(await Store.ReadIntakeAsync(100, 10, Cancellation));
        Assert.Equal(10, (await Store.ReadIntakeAsync(100, long.MaxValue, Cancellation)).Count);
    }

    [Fact]
    public async Task Rows_are_found_by_their_ids_wherever_they_stand()
    {
        await Batches.AcquireAsync(Store, Cancellation);
        for (var at = 0; at < 5; at++)
            await InsertAsync([1, 2, 3]);
        var ids = (await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation)).Select(row => row.Id).ToList();

        Assert.Equal([ids[1], ids[4]], (await Store.FindIntakeAsync([ids[4], 1_000_000, ids[1]], Cancellation)).Order());
        Assert.Empty(await Store.FindIntakeAsync([], Cancellation));
    }

    [Fact]
    public async Task What_is_relayed_twice_is_left_once_in_its_order_and_what_follows_is_left_too()
    {
        await Batches.AcquireAsync(Store, Cancellation);
        var other = OpenAnother();
        await other.RelayAsync(Relay(7, 1, 2, 3), Cancellation);
        await other.RelayAsync(Relay(7, 1, 2, 3), Cancellation);
        await other.RelayAsync(Relay(8, 1), Cancellation);
        await other.RelayAsync(Relay(7, 4), Cancellation);
        await other.RelayAsync(Relay(7, 4), Cancellation);
        await InsertAsync([1]);

        var rows = await Store.ReadIntakeAsync(10, long.MaxValue, Cancellation);

        Assert.Equal([(7, 1), (7, 2), (7, 3), (8, 1), (7, 4)], rows.Take(5).Select(row => (RecordHeader.Producer(row.Record.Span), RecordHeader.Sequence(row.Record.Span))));
        Assert.Equal([true, true, true, true, true, false], rows.Select(row => row.IsRelayed));
    }

    [Fact]
    public async Task A_host_that_does_not_have_the_log_appends_all_the_same_and_everything_is_recorded_once()
    {
        await using (var first = await TestLog.StartAsync(Store, _key))
        {
            await using (var second = TestLog.Make(OpenAnother(), _key))
            {
                await second.StartAsync();
                var receipts = await Task.WhenAll(Enumerable.Range(1, 50).Select(id => second.CloseAsync(id).AsTask()));
                Assert.All(receipts, receipt => Assert.Equal(new AuditReceipt(AuditAcknowledgement.Durable, -1), receipt));
                Assert.True(receipts[0].IsDurable);
                Assert.False(receipts[0].TryGetIndex(out _));
                var allowed = await second.Log.AppendAsync(new AuditEvent(TestLog.Viewed) { Target = "request:51" }, AuditAcknowledgement.Queued, Cancellation);
                Assert.Equal(AuditAcknowledgement.Queued, allowed.Acknowledgement);
                Assert.False((await Assert.ThrowsAsync<AuditUnavailableException>(async () => await second.CloseAsync(52, AuditAcknowledgement.Published))).MayBeRecorded);
                Assert.Equal(HealthStatus.Healthy, (await second.Service<HealthCheckService>().CheckHealthAsync(Cancellation)).Status);
                await first.CloseAsync(53);
                await RecordedAsync(52);
                // Reading and proving work here too.
                Assert.NotEmpty(await second.Log.ProveAsync(2, Cancellation));
            }
            // It has said that it ended, too.
            await WaitUntilEmptyAsync();
        }

        Assert.Equal(Enumerable.Range(1, 51).Append(53), (await RecordedAsync(52)).Order());
        await AssertNumberedAsync(gaps: 0);
        var records = await AuditLogContract.ReadAllAsync(OpenAnother());
        Assert.Equal(2, records.Count(record => record.Kind == AuditRecordKind.Started));
        Assert.Equal(2, records.Count(record => record.Kind == AuditRecordKind.Stopped));
        // Everything of the second, and nothing of the first, says that it came so.
        var relayed = await RelayedAsync();
        Assert.Equal(53, relayed.Count);
        Assert.Single(relayed.Distinct());
    }

    /// <summary>The producers of records that say that a process without the log has left them.</summary>
    private async Task<List<long>> RelayedAsync()
    {
        var store = OpenAnother();
        var size = (await store.ReadStateAsync(Cancellation)).Size;
        List<long> producers = [];
        for (var index = 0L; index < size; index++)
        {
            var bytes = await new TileReader(store, size).ReadEntryAsync(index, Cancellation);
            if (AuditRecord.TryRead(bytes.Span, out var record) && record.IsRelayed)
                producers.Add(record.Producer);
        }
        return producers;
    }

    [Fact]
    public async Task When_the_answer_to_what_was_left_for_another_is_lost_it_is_recorded_once()
    {
        await using var first = await TestLog.StartAsync(Store, _key);
        var store = new UnsureStore(OpenAnother()) { LosesRelayAnswers = 1 };
        await using (var second = TestLog.Make(store, _key))
        {
            await second.StartAsync();
            for (var id = 1; id <= 20; id++)
                Assert.True((await second.CloseAsync(id)).IsDurable);
        }

        Assert.Equal(0, store.LosesRelayAnswers);
        Assert.Equal(Enumerable.Range(1, 20), await RecordedAsync(20));
        await WaitUntilEmptyAsync();
        Assert.Equal(Enumerable.Range(1, 20), await RecordedAsync(20));
    }

    [Fact]
    public async Task A_row_of_the_intake_cannot_pass_as_what_the_log_records_of_itself_and_says_where_it_comes_from()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        var forged = AuditIntakeRecord.Write(new AuditEvent(AuditEventType.Own("audit.read")) { Target = "record:1" }, TimeProvider.System.GetUtcNow());
        await InsertAsync(forged);
        await TransactAsync(log, isCommitted: true, 5);
        await RecordedAsync(1);

        Assert.True(AuditRecordIs(await log.Log.ReadAsync(1, Cancellation), "audit.intake.malformed"));
        Assert.True(AuditRecordIs(await log.Log.ReadAsync(2, Cancellation), "request.closed"));
        Assert.Throws<ArgumentException>(() => new AuditEventType("audit.read"));

        static bool AuditRecordIs(ReadOnlyMemory<byte> bytes, string name) =>
            AuditRecord.TryRead(bytes.Span, out var record) && record.IsFromIntake && Encoding.UTF8.GetString(record.Name) == name;
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_and_the_transaction_goes_on()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await using (var connection = await ConnectAsync())
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            var large = new AuditEvent(TestLog.Closed) { Target = new string('a', 40_000), Reason = new string('b', 40_000) };
            await Assert.ThrowsAsync<ArgumentException>(async () => await log.Service<IAuditIntake>().AppendAsync(transaction, large, Cancellation));
            await AppendAsync(log, transaction, 1);
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal([1], await RecordedAsync(1));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var log = await TestLog.StartAsync(Store, _key);
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);

        var refused = await Record.ExceptionAsync(() => AppendAsync(log, transaction, 1));

        Assert.True(refused is ArgumentException or InvalidOperationException, refused?.ToString());
    }

    private static AuditRelay Relay(long producer, params long[] numbers)
    {
        var records = numbers.Select(number =>
        {
            var record = AuditIntakeRecord.Write(new AuditEvent(TestLog.Closed) { Target = $"other:{number}" }, Batches.Start);
            RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Occurred(record), producer, number);
            return (ReadOnlyMemory<byte>)record;
        });
        return new AuditRelay(producer, numbers[0], numbers[^1], [.. records]);
    }

    /// <summary>Appends an event.</summary>
    protected static Task AppendAsync(TestLog log, DbTransaction transaction, int id) =>
        log.Service<IAuditIntake>().AppendAsync(transaction, new AuditEvent(TestLog.Closed) { Target = $"request:{id}" }, Cancellation).AsTask();

    protected async Task TransactAsync(TestLog log, bool isCommitted, params int[] ids)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        foreach (var id in ids)
            await AppendAsync(log, transaction, id);
        if (isCommitted)
            await transaction.CommitAsync(Cancellation);
        else
            await transaction.RollbackAsync(Cancellation);
    }

    /// <summary>The numbers of the events in the log, in their order, when there are so many.</summary>
    protected async Task<List<int>> RecordedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            var records = await AuditLogContract.ReadAllAsync(OpenAnother());
            var ids = records.Where(record => record.Target.StartsWith("request:", StringComparison.Ordinal)).Select(record => int.Parse(record.Target.AsSpan(8), System.Globalization.CultureInfo.InvariantCulture)).ToList();
            if (ids.Count >= count)
                return ids;
            Assert.False(patience.IsCancellationRequested, $"Only {ids.Count} of {count} events were recorded: {string.Join(' ', ids)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    protected async Task WaitUntilEmptyAsync()
    {
        await using var connection = await ConnectAsync();
        await using var count = connection.CreateCommand();
        count.CommandText = $"SELECT count(*) FROM {IntakeTable}";
        for (var tries = 0; (long)(await count.ExecuteScalarAsync(Cancellation))! > 0; tries++)
        {
            Assert.True(tries < 1_000, "The intake is never empty.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>No producer leaves out a number but those that a record names.</summary>
    private async Task AssertNumberedAsync(int gaps)
    {
        var records = await AuditLogContract.ReadAllAsync(OpenAnother());
        Assert.Equal(gaps, records.Sum(record => record.Gap.Count));
        foreach (var producer in records.Where(record => record.Producer != UnsureStore.ThiefsProducer).GroupBy(record => record.Producer))
        {
            var numbers = producer.Select(record => record.Sequence).ToList();
            Assert.Equal(numbers.Order(), numbers);
            Assert.Equal(numbers.Max(), numbers.Count + producer.Sum(record => record.Gap.Count));
        }
    }

    private async Task InsertAsync(byte[] row)
    {
        await using var connection = await ConnectAsync();
        await using var insert = connection.CreateCommand();
        insert.CommandText = Store.InsertIntake;
        var record = insert.CreateParameter();
        (record.ParameterName, record.DbType, record.Value) = ("@record", DbType.Binary, row);
        insert.Parameters.Add(record);
        await insert.ExecuteNonQueryAsync(Cancellation);
    }
}

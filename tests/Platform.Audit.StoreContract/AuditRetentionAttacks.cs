using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Inspection;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>Whoever can write into the store, and has no key of the log, explains nothing, moves no beginning, and releases no hold.</summary>
public abstract partial class AuditRetentionContract
{
    /// <summary>What stands in the tree, at its place and under a checkpoint, is not yet what the log has said.</summary>
    [Theory]
    [InlineData("not signed")]
    [InlineData("another key")]
    [InlineData("another log")]
    [InlineData("another place")]
    [InlineData("changed")]
    public async Task Whoever_adds_a_record_by_himself_that_says_so_is_found_out(string fault)
    {
        await FillAndStopAsync(1_200);
        var index = await AddAsync(at => Forged(fault, new AuditPartition(0, 512), at));
        await PretendAsync(512, index);

        await using var later = await StartAsync(OpenAnother());
        // It goes on from there, and signs what it finds: that the record is in the tree is no lie.
        await later.CloseAsync(1);
        await AssertRefusedAsync(later, (await Store.ReadStateAsync(Cancellation)).Checkpoint);
    }

    [Fact]
    public async Task A_beginning_that_was_moved_behind_what_the_log_has_dropped_is_refused_and_nothing_more_is_dropped()
    {
        ReadOnlyMemory<byte> note;
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 600);
            Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
            await FillAsync(log, 1_700);
            note = await log.Log.GetCheckpointAsync(Cancellation);
            await log.StopAsync();
        }
        var before = await Store.ReadStateAsync(Cancellation);
        await MoveBeginningAsync(1_024);

        await using var later = await StartAsync(OpenAnother());
        await AssertRefusedAsync(later, note);
        // What was not taken away is there when the beginning is put right.
        await MoveBeginningAsync(512);
        Assert.Equal(before.Size, (await Store.ReadStateAsync(Cancellation)).Size - 1);
        Assert.True((await later.Log.VerifyAsync(note, Cancellation)).IsIntact);
    }

    [Fact]
    public async Task The_same_record_at_another_place_says_nothing()
    {
        ReadOnlyMemory<byte> dropped;
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 600);
            var by = Assert.Single((await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).Partitions).DroppedBy;
            dropped = (await log.Log.ReadAsync(by, Cancellation)).ToArray();
            await log.StopAsync();
        }
        var copy = await AddAsync(_ => dropped.ToArray());
        using var keys = TestLog.Keys(Key);
        var state = await Store.ReadStateAsync(Cancellation);

        Assert.True(await DroppedRecords.AreExplainedAsync(Store, state, keys.Policy, Cancellation));
        Assert.False(await DroppedRecords.AreExplainedAsync(Store, state with { DroppedBy = copy }, keys.Policy, Cancellation));
        Assert.False(await DroppedRecords.AreExplainedAsync(Store, state with { KeptFrom = 256 }, keys.Policy, Cancellation));
        Assert.False(await DroppedRecords.AreExplainedAsync(Store, state with { DroppedBy = state.Size }, keys.Policy, Cancellation));
        Assert.False(await DroppedRecords.AreExplainedAsync(Store, state with { DroppedBy = null }, keys.Policy, Cancellation));
    }

    [Theory]
    [InlineData("not signed")]
    [InlineData("another key")]
    [InlineData("another log")]
    [InlineData("changed")]
    [InlineData("a copy of an earlier release")]
    [InlineData("another hold of the same id")]
    [InlineData("an index without it")]
    public async Task Whoever_writes_into_the_store_releases_no_hold(string attack)
    {
        var hold = new AuditHold("case-17") { Target = "request:300" };
        ReadOnlyMemory<byte> earlier;
        await using (var log = await StartAsync(Store))
        {
            var holds = log.Service<IAuditHolds>();
            await FillAsync(log, 600);
            await holds.PlaceAsync(hold, cancellationToken: Cancellation);
            earlier = (await log.Log.ReadAsync((await holds.ReleaseAsync("case-17", cancellationToken: Cancellation)).Index, Cancellation)).ToArray();
            await holds.PlaceAsync(hold, cancellationToken: Cancellation);
            await FillAsync(log, 700);
            await log.Log.QueryAsync(new AuditQuery { Target = "request:300" }, Cancellation);
            await log.StopAsync();
        }
        using var known = TestLog.Keys(Key);
        var placement = (await (await HoldBook.BeginAsync(Store, await Store.ReadStateAsync(Cancellation), known.Policy, Cancellation)).ReadAsync(Store, 700, Cancellation)).Placed[0].Placement;
        if (attack == "an index without it")
            await ((IAuditSearchStore)Store).ClearIndexAsync(Cancellation);
        else
            await AddAsync(_ => Attack());

        await using var later = await StartAsync(OpenAnother());
        await later.CloseAsync(1);
        var kept = await later.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);

        Assert.Equal([hold], await later.Service<IAuditHolds>().ReadAsync(Cancellation));
        Assert.Equal(0, kept.KeptFrom);
        Assert.EndsWith("is held by case-17", kept.Obstacle, StringComparison.Ordinal);

        byte[] Attack()
        {
            if (attack == "a copy of an earlier release")
                return earlier.ToArray();
            if (attack == "another hold of the same id")
                return Record(keys => new LogHeld(hold with { Target = "nothing" }, Guid.NewGuid(), 0, null, keys), "another key");
            return Record(keys => new LogReleased("case-17", placement, null, keys), attack);
        }
    }

    /// <summary>It would hold up every erasure.</summary>
    [Theory]
    [InlineData("not signed")]
    [InlineData("another key")]
    [InlineData("a copy of one that was released")]
    public async Task Whoever_writes_into_the_store_places_no_hold(string attack)
    {
        ReadOnlyMemory<byte> earlier;
        await using (var log = await StartAsync(Store))
        {
            var holds = log.Service<IAuditHolds>();
            earlier = (await log.Log.ReadAsync((await holds.PlaceAsync(new AuditHold("h") { First = 0 }, cancellationToken: Cancellation)).Index, Cancellation)).ToArray();
            await holds.ReleaseAsync("h", cancellationToken: Cancellation);
            await log.StopAsync();
        }
        await AddAsync(_ => attack == "a copy of one that was released" ? earlier.ToArray() : Record(static keys => new LogHeld(new AuditHold("h") { First = 0 }, Guid.NewGuid(), 0, null, keys), attack));

        await using var later = await StartAsync(OpenAnother());

        Assert.Empty(await later.Service<IAuditHolds>().ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Records_that_were_changed_hide_no_hold()
    {
        long placed;
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 100);
            placed = (await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("h") { First = 0 }, cancellationToken: Cancellation)).Index;
            await FillAsync(log, 600);
            await log.Log.GetCheckpointAsync(Cancellation);
            await log.StopAsync();
        }
        await ChangeRecordAsync(placed);

        await using var later = await StartAsync(OpenAnother());

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditHolds>().ReadAsync(Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await later.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));
    }

    /// <summary>Otherwise whoever writes another name or target into a record has the log itself erase what it keeps, and sign that.</summary>
    [Theory]
    [InlineData("by a subject")]
    [InlineData("a record")]
    [InlineData("by its class")]
    public async Task Records_that_were_changed_have_nothing_erased(string how)
    {
        await using var log = await TestLog.StartAsync(Store, Key, static options => options.Retention["request.reported"] = TimeSpan.FromTicks(1));
        var reported = await ReportAsync(log, "resident:1", "ada@example.com");
        await log.Service<IAuditHolds>().PlaceAsync(new AuditHold("case-17") { Target = "another" }, cancellationToken: Cancellation);
        await log.Log.GetCheckpointAsync(Cancellation);
        await ChangeRecordAsync(reported.Index);

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await (how switch
        {
            "by a subject" => log.Service<IAuditPersonalData>().EraseSubjectAsync("resident:1", cancellationToken: Cancellation).AsTask(),
            "a record" => log.Service<IAuditPersonalData>().EraseAsync(reported.Index, cancellationToken: Cancellation).AsTask(),
            _ => (Task)log.Service<IAuditRetention>().ApplyAsync(Cancellation).AsTask(),
        }));

        Assert.Null(Assert.Single(await ((IAuditPersonalStore)Store).ReadPersonalAsync(reported.Index, reported.Index + 1, Cancellation)).ErasedBy);
    }

    [Fact]
    public async Task Hashes_that_somebody_has_kept_before_the_log_did_are_refused()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        await WriteTileAsync(1, RandomNumberGenerator.GetBytes(8_192));

        var refused = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        Assert.StartsWith("The hashes that were kept of records from 256 on are not theirs", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
    }

    [Fact]
    public async Task A_hold_that_comes_while_records_are_archived_keeps_them_and_what_is_beside_them()
    {
        TestLog? placing = null;
        var archive = new PlacingArchive(Archive, async () => await placing!.Service<IAuditHolds>().PlaceAsync(new AuditHold("case-17") { Target = "request:1" }, cancellationToken: Cancellation));
        await using var log = await TestLog.StartAsync(Store, Key, add: services => services.AddSingleton<IAuditArchive>(archive));
        placing = log;
        var reported = await ReportAsync(log, "resident:1", "ada@example.com");
        await FillAsync(log, 600);

        var kept = await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);

        Assert.Equal((0L, 0), (kept.KeptFrom, kept.Partitions.Count));
        Assert.EndsWith("is held by case-17", kept.Obstacle, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await ((IAuditPersonalStore)Store).ReadPersonalAsync(reported.Index, reported.Index + 1, Cancellation)).ErasedBy);
        // What was archived for nothing is taken up when it is released.
        await log.Service<IAuditHolds>().ReleaseAsync("case-17", cancellationToken: Cancellation);
        Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
        Assert.Equal(1, archive.Written);
    }

    [Fact]
    public async Task A_hold_that_was_placed_where_the_log_is_not_holds_when_it_is_said_to()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        await using var elsewhere = await StartAsync(OpenAnother());
        while (!elsewhere.Service<AuditLog>().IsElsewhere)
            await Task.Yield();

        await elsewhere.Service<IAuditHolds>().PlaceAsync(new AuditHold("case-17") { First = 17 }, cancellationToken: Cancellation);

        Assert.Equal("record 17 is held by case-17", (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).Obstacle);
    }

    [Fact]
    public async Task What_stands_in_the_way_at_the_last_moment_leaves_nothing_behind()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        await Store.SealAsync(new AuditPartition(0, 512), Cancellation);
        var size = (await Store.ReadStateAsync(Cancellation)).Size;

        var outcome = await log.Service<AuditLog>().DropAsync(new DropRequest(new AuditPartition(0, 512), null, null, null, static (_, _, _) => new("no")), Cancellation);

        Assert.Equal(new DropOutcome(null, "no"), outcome);
        var state = await Store.ReadStateAsync(Cancellation);
        Assert.Equal((size, 0L), (state.Size, state.KeptFrom));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_drop_whose_answer_is_lost_has_happened_or_has_not_and_the_log_says_which(bool hasHappened)
    {
        var store = new DoubtfulStore(Store) { Fails = hasHappened ? "after" : "before" };
        await using var log = await StartAsync(store);
        await FillAsync(log, 600);

        await Assert.ThrowsAsync<IOException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        store.Fails = "";
        await log.CloseAsync(1);
        Assert.Equal(hasHappened ? 512 : 0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).KeptFrom);
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
        Assert.True((await log.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation)).IsComplete);
        Assert.Equal(1, await CountAsync(log, "audit.dropped"));
    }

    /// <summary>What was on its way is asked for by its hash, which is there also when another host has dropped the record before this one has the log again.</summary>
    [Theory]
    [InlineData("drop")]
    [InlineData("batch")]
    public async Task What_was_on_its_way_and_was_dropped_by_another_host_since_has_happened(string what)
    {
        var store = new DoubtfulStore(Store);
        await using var log = await StartAsync(store);
        await FillAsync(log, 600);
        if (what == "batch")
            await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);
        store.Meanwhile = DropMoreAsync;

        if (what == "drop")
            await Assert.ThrowsAsync<IOException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));
        else
            Assert.InRange((await log.CloseAsync(1)).Index, 512, 1_023);

        Assert.True((await log.CloseAsync(2)).Index > 1_024);
        Assert.Equal(1_024, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);

        async Task DropMoreAsync()
        {
            var other = await Batches.AcquireAsync(Store, Cancellation);
            await Store.CommitAsync(other.Next(Enumerable.Range(0, 600).Select(static _ => Intake.AuditIntakeRecord.Write(new AuditEvent(TestLog.Closed), Batches.Start))), Cancellation);
            var partition = new AuditPartition(512, 1_024);
            await Store.SealAsync(partition, Cancellation);
            await using var drop = await Store.TryBeginDropAsync(partition, Cancellation);
            await drop!.CommitAsync(other.Next(Record(keys => new LogDropped(partition, null, null, null, other.Size, keys), fault: "")), Cancellation);
        }
    }

    [Fact]
    public async Task A_drop_that_others_are_in_the_way_of_is_tried_again_and_nothing_is_said_that_is_not_so()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        var store = new DoubtfulStore(Store) { Busy = 7 };
        await using var log = await TestLog.StartAsync(store, Key, static options => (options.Deadline, options.IntakeInterval) = (TimeSpan.FromMinutes(10), TimeSpan.Zero), time);
        await FillAsync(log, 600);

        var abandoned = await PassAsync(log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation).AsTask());

        Assert.Equal((0L, "others look into records 0 to 511 all the time, so that they cannot be dropped"), (abandoned.KeptFrom, abandoned.Obstacle));
        Assert.Equal((0, 1), (await CountAsync(log, "audit.dropped"), await CountAsync(log, "audit.drop.abandoned")));
        // Two are left.
        Assert.Equal(512, (await PassAsync(log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation).AsTask())).KeptFrom);
        Assert.Equal((1, 1), (await CountAsync(log, "audit.dropped"), await CountAsync(log, "audit.drop.abandoned")));

        async Task<AuditDrop> PassAsync(Task<AuditDrop> dropping)
        {
            while (!dropping.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
            }
            return await dropping;
        }
    }

    [Fact]
    public async Task A_file_that_was_there_before_is_not_replaced_and_nothing_is_dropped()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        var name = ArchiveFile.NameOf(TestLog.Origin, 0, 512);
        await Archive.WriteAsync(name, static async (target, token) => await target.WriteAsync("somebody's"u8.ToArray(), token), Cancellation);

        var refused = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        Assert.Contains("A file of that name is never replaced", refused.Message, StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, name), Cancellation));
        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
    }

    /// <summary>Takes the checkpoint out of the store.</summary>
    protected abstract Task TakeBackCheckpointAsync();

    /// <summary>Moves the beginning, and nothing else.</summary>
    protected abstract Task MoveBeginningAsync(long keptFrom);

    private async Task FillAndStopAsync(int until)
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, until);
        await log.Log.GetCheckpointAsync(Cancellation);
        await log.StopAsync();
    }

    /// <summary>As whoever may add to the log can, without its key: with the right hashes, at the end.</summary>
    private async Task<long> AddAsync(Func<long, byte[]> write)
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        var index = log.Size;
        await Store.CommitAsync(log.Next(write(index)), Cancellation);
        await Store.ReleaseAsync(Cancellation);
        return index;
    }

    /// <summary>Nobody goes by it: neither who verifies, nor who reads or searches, nor who drops.</summary>
    private async Task AssertRefusedAsync(TestLog log, ReadOnlyMemory<byte> note)
    {
        var keptFrom = (await Store.ReadStateAsync(Cancellation)).KeptFrom;
        Assert.Equal(TileFault.Missing, (await log.Log.VerifyAsync(note, Cancellation)).Fault);
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.ReadAsync(1_100, Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.QueryAsync(new AuditQuery(), Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.QueryAsync(new AuditQuery { IsExhaustive = true }, Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.FindOmissionsAsync(cancellationToken: Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditHolds>().ReadAsync(Cancellation));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));
        Assert.Equal(keptFrom, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.Contains((await InspectAsync()).Findings, static each => each.Part == "records" && each.Description.EndsWith("no record says that they were dropped that the log has signed", StringComparison.Ordinal));
        Assert.Contains((await new AuditStoreInspector((IAuditInspectedStore)Store).InspectAsync(Cancellation)).Findings, static each => each.Part == "records" && each.Description.Contains("without the key of the log", StringComparison.Ordinal));
    }

    private static async Task<int> CountAsync(TestLog log, string name)
    {
        var state = await log.Service<IAuditStore>().ReadStateAsync(Cancellation);
        var count = 0;
        for (var index = state.KeptFrom; index < state.Size; index++)
        {
            var bytes = await log.Log.ReadAsync(index, Cancellation);
            count += AuditRecord.TryRead(bytes.Span, out var record) && System.Text.Encoding.UTF8.GetString(record.Name) == name ? 1 : 0;
        }
        return count;
    }

    private byte[] Forged(string fault, AuditPartition partition, long index) =>
        Record(keys => new LogDropped(partition, null, null, null, fault == "another place" ? index + 1 : index, keys), fault);

    /// <summary>A record as the log would write it, but for one thing.</summary>
    private byte[] Record<TEvent>(Func<LogKeys, TEvent> write, string fault)
        where TEvent : IAuditEvent
    {
        using var strange = TestLog.CreateKey();
        using var keys = fault switch
        {
            "another key" => TestLog.Keys(strange),
            "another log" => TestLog.Keys(Key, "audit.example.com/other"),
            _ => TestLog.Keys(Key),
        };
        var said = write(keys);
        var writer = AuditEventWriter.Begin(said.EventType);
        said.WriteTo(ref writer);
        writer.End();
        var record = writer.Written.ToArray();
        writer.Return();
        RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Microseconds(Batches.Start), producer: 17, sequence: 1);
        RecordHeader.Seal(record, RecordHeader.Microseconds(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)), isTimeHeld: false);
        if (fault == "changed")
        {
            // Another outcome than the one that was signed: success is 1.
            var at = record.AsSpan().IndexOf("log"u8) + 3;
            record[at + 2 + sizeof(long) - 1] ^= 3;
        }
        // Its last field is taken away: the name, its length and what comes before it, and all behind.
        return fault == "not signed" ? record[..(record.AsSpan().LastIndexOf("signature"u8) - 2)] : record;
    }

    /// <summary>Somebody places a hold when a file was written.</summary>
    private sealed class PlacingArchive(IAuditArchive archive, Func<Task> place) : IAuditArchive
    {
        public int Written { get; private set; }

        public async ValueTask<bool> WriteAsync(string name, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
        {
            if (!await archive.WriteAsync(name, write, cancellationToken))
                return false;
            Written++;
            await place();
            return true;
        }

        public ValueTask<Stream?> OpenAsync(string name, CancellationToken cancellationToken) => archive.OpenAsync(name, cancellationToken);
    }

    /// <summary>A store that is busy, or fails before or after a drop has happened, or loses the answer while somebody else has the log.</summary>
    private sealed class DoubtfulStore(IAuditPartitionedStore store) : IAuditPartitionedStore
    {
        public string Fails { get; set; } = "";

        public int Busy { get; set; }

        /// <summary>What happens, once, when something was committed whose answer is lost.</summary>
        public Func<Task>? Meanwhile { get; set; }

        public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken) => store.TryAcquireAsync(cancellationToken);

        public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken) => store.ReadStateAsync(cancellationToken);

        public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
        {
            await store.CommitAsync(batch, cancellationToken);
            await LoseAsync();
        }

        public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) => store.SaveCheckpointAsync(epoch, checkpoint, cancellationToken);

        public ValueTask ReleaseAsync(CancellationToken cancellationToken) => store.ReleaseAsync(cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => store.ReadAsync(address, cancellationToken);

        public ValueTask<IReadOnlyList<AuditPartition>> ReadPartitionsAsync(CancellationToken cancellationToken) => store.ReadPartitionsAsync(cancellationToken);

        public ValueTask SealAsync(AuditPartition partition, CancellationToken cancellationToken) => store.SealAsync(partition, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>> ReadSealedAsync(long bundle, CancellationToken cancellationToken) => store.ReadSealedAsync(bundle, cancellationToken);

        public async ValueTask<IAuditPartitionDrop?> TryBeginDropAsync(AuditPartition partition, CancellationToken cancellationToken) =>
            Busy-- > 0 ? null : new Drop(this, (await store.TryBeginDropAsync(partition, cancellationToken))!);

        public ValueTask ReclaimAsync(CancellationToken cancellationToken) => store.ReclaimAsync(cancellationToken);

        private async Task LoseAsync()
        {
            if (Meanwhile is not { } meanwhile)
                return;
            Meanwhile = null;
            await meanwhile();
            throw new IOException("The connection was cut.");
        }

        private sealed class Drop(DoubtfulStore store, IAuditPartitionDrop drop) : IAuditPartitionDrop
        {
            public async ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken)
            {
                if (store.Fails == "before")
                    throw new IOException("The connection was cut.");
                await drop.CommitAsync(batch, cancellationToken);
                await store.LoseAsync();
                if (store.Fails == "after")
                    throw new IOException("The connection was cut.");
            }

            public ValueTask DisposeAsync() => drop.DisposeAsync();
        }
    }
}

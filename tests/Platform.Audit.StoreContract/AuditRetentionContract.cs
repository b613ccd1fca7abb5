using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.StoreContract;

/// <summary>The oldest records go, and nothing that was proven of them stops being proven.</summary>
public abstract partial class AuditRetentionContract : IDisposable
{
    protected const int PartitionSize = 512;

    private static readonly AuditEventType Reported = new("request.reported");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-archive-");

    protected ECDsa Key { get; } = TestLog.CreateKey();

    /// <summary>The store, new, with partitions of <see cref="PartitionSize"/>.</summary>
    protected abstract IAuditPartitionedStore Store { get; }

    /// <summary>Another end of the same log, as another process has it.</summary>
    protected abstract IAuditPartitionedStore OpenAnother();

    /// <summary>Says that the log begins somewhere, and that a record says so, as whoever has the database can.</summary>
    protected abstract Task PretendAsync(long keptFrom, long droppedBy);

    /// <summary>Changes a hash that was kept.</summary>
    protected abstract Task ChangeTileAsync(long index);

    /// <summary>Writes hashes that are kept, before the log does.</summary>
    protected abstract Task WriteTileAsync(long index, byte[] hashes);

    /// <summary>Changes a record that is there.</summary>
    protected abstract Task ChangeRecordAsync(long index);

    protected FolderAuditArchive Archive => new(_folder.FullName);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Ever => new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        Key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_dropped_is_proven_as_before_and_is_in_the_archive_and_everything_else_goes_on()
    {
        List<ReadOnlyMemory<byte>> records = [];
        List<(long Size, ReadOnlyMemory<byte> Note)> checkpoints = [];
        AuditDrop dropped;
        await using (var log = await StartAsync(Store))
        {
            foreach (var until in (int[])[100, 300, 700, 1_300, 1_500])
            {
                await FillAsync(log, until);
                var note = await log.Log.GetCheckpointAsync(Cancellation);
                checkpoints.Add((SizeOf(note), note));
            }
            await log.Log.QueryAsync(new AuditQuery { Text = "request" }, Cancellation);
            for (var index = 0; index < 1_400; index++)
                records.Add((await log.Log.ReadAsync(index, Cancellation)).ToArray());

            dropped = await log.Service<IAuditRetention>().DropBeforeAsync(Ever, "seven years are over", Cancellation);

            Assert.Equal((2 * PartitionSize, null), (dropped.KeptFrom, dropped.Obstacle));
            Assert.Equal([(0L, 512L, ArchiveFile.NameOf(TestLog.Origin, 0, 512)), (512L, 1_024L, ArchiveFile.NameOf(TestLog.Origin, 512, 1_024))], dropped.Partitions.Select(each => (each.First, each.End, each.Archive!)));
            await AssertGoesOnAsync(log, records, checkpoints);
        }
        // And for whoever comes later.
        await using var later = await StartAsync(OpenAnother());
        await AssertGoesOnAsync(later, records, checkpoints);
        await FillAsync(later, 1_800);
        var again = await later.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);
        Assert.Equal(1_536, again.KeptFrom);
        await AssertGoesOnAsync(later, records, checkpoints);
        Assert.Empty((await InspectAsync()).Findings);
    }

    private async Task AssertGoesOnAsync(TestLog log, List<ReadOnlyMemory<byte>> records, List<(long Size, ReadOnlyMemory<byte> Note)> checkpoints)
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(Key.ExportParameters(includePrivateParameters: true)));
        using var verifier = signer.CreateVerifier();
        var policy = new CheckpointPolicy(TestLog.Origin, [verifier]);
        // Behind the record of its own beginning.
        await log.CloseAsync(0);
        var state = await Store.ReadStateAsync(Cancellation);
        Assert.True(state.KeptFrom >= 2 * PartitionSize);
        foreach (var index in (int[])[0, 1, 255, 256, 511, 512, 700, 1_023, 1_024, 1_399])
        {
            var proof = await log.Log.ProveAsync(index, Cancellation);
            Assert.Equal(AuditVerificationResult.Verified, AuditVerifier.Verify(records[index].Span, proof, policy).Result);
        }
        // Whatever somebody has kept, also of a size in the middle of what is gone.
        Assert.All(checkpoints, each => Assert.True(each.Size > 0));
        foreach (var (size, note) in checkpoints)
        {
            var root = RootOf(note, policy);
            Assert.True((await log.Log.VerifyAsync(note, Cancellation)).IsIntact);
            Assert.True(await new TileReader(Store, state.Size).Prover.ContinuesAsync(size, root, state.Size, state.Root, Cancellation));
        }
        var refused = await Assert.ThrowsAsync<AuditRecordDroppedException>(async () => await log.Log.ReadAsync(17, Cancellation));
        Assert.Equal((17L, state.KeptFrom), (refused.Index, refused.KeptFrom));
        List<ReadOnlyMemory<byte>> archived = [];
        await foreach (var record in log.Service<IAuditRetention>().ReadArchiveAsync(512, 1_024, Cancellation))
            archived.Add(record);
        Assert.Equal(records.Skip(512).Take(512).Select(Convert), archived.Select(Convert));
        foreach (var isExhaustive in (bool[])[false, true])
        {
            var page = await log.Log.QueryAsync(new AuditQuery { OldestFirst = true, PageSize = 3, IsExhaustive = isExhaustive, WithProofs = true }, Cancellation);
            Assert.Equal([state.KeptFrom, state.KeptFrom + 1, state.KeptFrom + 2], page.Entries.Select(static entry => entry.Index));
            Assert.Empty((await log.Log.QueryAsync(new AuditQuery { Target = "request:17", IsExhaustive = isExhaustive }, Cancellation)).Entries);
        }
        Assert.True((await log.Log.FindOmissionsAsync(TimeSpan.Zero, Cancellation)).IsComplete);
        var found = await InspectAsync();
        Assert.Empty(found.Findings);
        Assert.Equal((state.KeptFrom, state.Size), (found.Dropped, found.Dropped + found.Records));

        static string Convert(ReadOnlyMemory<byte> record) => System.Convert.ToHexString(record.Span);
    }

    [Fact]
    public async Task The_log_says_what_was_dropped_why_and_where_it_is()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        var dropped = Assert.Single((await log.Service<IAuditRetention>().DropBeforeAsync(Ever, "seven years are over", Cancellation)).Partitions);

        var text = TextOf(await log.Log.ReadAsync(dropped.DroppedBy, Cancellation));
        await using var file = await Archive.OpenAsync(dropped.Archive!, Cancellation);
        var hash = System.Convert.ToHexStringLower(await SHA256.HashDataAsync(file!, Cancellation));
        Assert.Contains("audit.dropped", text, StringComparison.Ordinal);
        foreach (var said in (string[])["seven years are over", "512", dropped.Archive!, hash])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_younger_stays_and_it_is_said_why()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        var youngest = TimeOf(await log.Log.ReadAsync(511, Cancellation));

        var kept = await log.Service<IAuditRetention>().DropBeforeAsync(youngest, cancellationToken: Cancellation);

        Assert.Equal((0L, 0), (kept.KeptFrom, kept.Partitions.Count));
        Assert.StartsWith("record 511 was not recorded before", kept.Obstacle, StringComparison.Ordinal);
        Assert.Empty(Archive.FindPartitions(TestLog.Origin));
    }

    [Fact]
    public async Task The_partition_with_the_last_record_stays()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 300);

        Assert.Equal((0L, null), ((await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)) is var kept ? (kept.KeptFrom, kept.Obstacle) : default));
    }

    /// <summary>Beside the log stands whatever the owner of the database writes there: it counts only where the log says the same.</summary>
    [Fact]
    public async Task Whoever_takes_records_away_and_says_that_they_were_dropped_is_found_out()
    {
        ReadOnlyMemory<byte> note;
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 1_200);
            note = await log.Log.GetCheckpointAsync(Cancellation);
            await log.StopAsync();
        }
        await PretendAsync(512, 700);

        Assert.Contains((await InspectAsync()).Findings, static each => each is { Part: "records", Description: "records 0 to 511 are missing, and no record says that they were dropped that the log has signed" });
        await using var later = await StartAsync(OpenAnother());
        await AssertRefusedAsync(later, note);
    }

    [Fact]
    public async Task A_hash_that_was_kept_and_then_changed_is_named()
    {
        await using (var log = await StartAsync(Store))
        {
            await FillAsync(log, 600);
            await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);
            await log.StopAsync();
        }
        Assert.Empty((await InspectAsync()).Findings);

        await ChangeTileAsync(1);

        Assert.Contains((await InspectAsync()).Findings, static each => each is { Part: "nodes", Index: 1 });
    }

    [Fact]
    public async Task Records_that_are_not_what_was_signed_are_not_dropped()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        await ChangeRecordAsync(300);

        var refused = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        // Signed, or not signed yet: whichever comes first.
        Assert.Matches("not those that were (signed|stored)", refused.Message);
        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.Empty(Archive.FindPartitions(TestLog.Origin));
    }

    [Theory]
    [InlineData("loses")]
    [InlineData("cuts off")]
    [InlineData("changes")]
    [InlineData("another log")]
    public async Task What_the_archive_does_not_give_back_is_not_dropped(string fault)
    {
        await using var log = await TestLog.StartAsync(Store, Key, add: services => services.AddSingleton<IAuditArchive>(new FaultyArchive(Archive, fault)));
        await FillAsync(log, 600);

        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
        Assert.True((await log.Log.VerifyAsync(await log.Log.GetCheckpointAsync(Cancellation), Cancellation)).IsIntact);
    }

    [Fact]
    public async Task Without_an_archive_records_are_dropped_and_the_log_names_no_file()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await FillAsync(log, 600);

        var dropped = Assert.Single((await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation)).Partitions);

        Assert.Null(dropped.Archive);
        Assert.DoesNotContain("ndjson", System.Text.Encoding.UTF8.GetString((await log.Log.ReadAsync(dropped.DroppedBy, Cancellation)).Span), StringComparison.Ordinal);
        Assert.Empty((await InspectAsync()).Findings);
    }

    [Fact]
    public async Task What_is_beside_records_is_erased_before_they_are_dropped()
    {
        await using var log = await StartAsync(Store);
        var reported = await ReportAsync(log, "resident:1", "ada@example.com");
        await FillAsync(log, 600);
        var kept = await ReportAsync(log, "resident:1", "grace@example.com");
        var personal = log.Service<IAuditPersonalData>();

        await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);

        var left = Assert.Single(await ((IAuditPersonalStore)Store).ReadPersonalAsync(reported.Index, reported.Index + 1, Cancellation));
        Assert.Equal((null, 0, 0), (left.Subject, left.Content.Length, left.Tag.Length));
        Assert.NotNull(left.ErasedBy);
        Assert.Empty(await personal.FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
        Assert.Equal([kept.Index], await personal.FindAsync("email", "grace@example.com", cancellationToken: Cancellation));
        await Assert.ThrowsAsync<AuditRecordDroppedException>(async () => await personal.ReadAsync(reported.Index, Cancellation));
        Assert.Equal(1, (await personal.EraseSubjectAsync("resident:1", cancellationToken: Cancellation)).Records);
        Assert.True((await personal.VerifyAsync(Cancellation)).IsIntact);
        Assert.Empty((await InspectAsync()).Findings);
    }

    [Fact]
    public async Task What_somebody_holds_keeps_its_partition_and_so_does_the_hold_itself()
    {
        await using var log = await StartAsync(Store);
        var (retention, holds) = (log.Service<IAuditRetention>(), log.Service<IAuditHolds>());
        await FillAsync(log, 700);
        await holds.PlaceAsync(new AuditHold("case-17") { Target = "request:300" }, cancellationToken: Cancellation);
        await FillAsync(log, 1_100);

        var kept = await retention.DropBeforeAsync(Ever, cancellationToken: Cancellation);
        Assert.Equal(0, kept.KeptFrom);
        Assert.EndsWith("is held by case-17", kept.Obstacle, StringComparison.Ordinal);

        // Of the next partition, in which it was placed, nothing else is held.
        await holds.PlaceAsync(new AuditHold("case-18") { First = 900, End = 901 }, cancellationToken: Cancellation);
        await holds.ReleaseAsync("case-17", cancellationToken: Cancellation);
        kept = await retention.DropBeforeAsync(Ever, cancellationToken: Cancellation);
        Assert.Equal((512L, "record 900 is held by case-18"), (kept.KeptFrom, kept.Obstacle));

        await FillAsync(log, 1_600);
        await holds.PlaceAsync(new AuditHold("case-19") { First = 1_000_000 }, cancellationToken: Cancellation);
        await holds.ReleaseAsync("case-18", cancellationToken: Cancellation);
        await FillAsync(log, 2_100);
        kept = await retention.DropBeforeAsync(Ever, cancellationToken: Cancellation);
        Assert.Equal(1_536, kept.KeptFrom);
        Assert.EndsWith("has placed the hold case-19, which is not released", kept.Obstacle, StringComparison.Ordinal);
        Assert.Empty((await InspectAsync()).Findings);
    }

    [Fact]
    public async Task A_partition_goes_when_the_time_of_the_longest_class_in_it_has_ended()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        await using var log = await TestLog.StartAsync(
            Store, Key,
            static options =>
            {
                options.IntakeInterval = TimeSpan.Zero;
                options.Retention["request.*"] = TimeSpan.FromDays(30);
                options.Retention["request.reported"] = TimeSpan.FromDays(90);
                options.Retention["audit.*"] = TimeSpan.FromDays(1);
            },
            time);
        var retention = log.Service<IAuditRetention>();
        var reported = await ReportAsync(log, "resident:1", "ada@example.com");
        await FillAsync(log, 600);
        await log.Log.AppendAsync(new AuditEvent(new AuditEventType("other")) { Target = "a" }, cancellationToken: Cancellation);
        await FillAsync(log, 1_200);

        time.Advance(TimeSpan.FromDays(31));
        var kept = await retention.ApplyAsync(Cancellation);
        Assert.Equal((0L, 0L, $"record {reported.Index} is kept until 2026-06-08 12:00:00Z"), (kept.KeptFrom, kept.Erased, kept.Obstacle));
        time.Advance(TimeSpan.FromDays(60));
        kept = await retention.ApplyAsync(Cancellation);
        Assert.Equal((512L, 1L), (kept.KeptFrom, kept.Erased));
        Assert.EndsWith("is kept for ever", kept.Obstacle, StringComparison.Ordinal);
        Assert.Empty((await InspectAsync()).Findings.Where(static each => each.Part != "checkpoint"));
    }

    [Fact]
    public async Task Without_an_archive_nothing_is_dropped_unless_that_was_said()
    {
        await using var log = await TestLog.StartAsync(
            Store, Key,
            static options => (options.DropsWithoutArchive, options.RetentionOtherwise, options.Retention["request.reported"]) = (false, TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)));
        await ReportAsync(log, "resident:1", "ada@example.com");
        await FillAsync(log, 600);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));
        var applied = await log.Service<IAuditRetention>().ApplyAsync(Cancellation);

        Assert.Contains("ArchiveTo", refused.Message, StringComparison.Ordinal);
        // What was asked for that loses no record is done.
        Assert.Equal((0L, 1L), (applied.KeptFrom, applied.Erased));
        Assert.StartsWith("there is no archive", applied.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_log_is_not_nothing_is_dropped()
    {
        await using var log = await StartAsync(Store);
        await FillAsync(log, 600);
        await using var elsewhere = await StartAsync(OpenAnother());
        while (!elsewhere.Service<AuditLog>().IsElsewhere)
            await Task.Yield();

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await elsewhere.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation));

        Assert.Empty(Archive.FindPartitions(TestLog.Origin));
        Assert.Equal(0, (await Store.ReadStateAsync(Cancellation)).KeptFrom);
    }

    [Fact]
    public async Task Whoever_still_needs_records_is_asked()
    {
        await using var log = await TestLog.StartAsync(Store, Key, add: static services => services.AddSingleton<IAuditRetentionGuard>(new Needing(600)));
        await FillAsync(log, 1_200);

        var kept = await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);

        Assert.Equal((512L, "somebody needs record 600"), (kept.KeptFrom, kept.Obstacle));
    }

    [Fact]
    public async Task While_partitions_are_dropped_everybody_goes_on_appending_and_nothing_is_lost()
    {
        await using var log = await StartAsync(Store);
        await log.CloseAsync(0);
        List<long> indices = [];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var producers = Enumerable.Range(0, 8).Select(producer => Task.Run(
            async () =>
            {
                List<long> own = [];
                for (var id = 0; !ending.IsCancellationRequested; id++)
                    own.Add((await log.CloseAsync((producer * 1_000_000) + id)).Index);
                lock (indices)
                    indices.AddRange(own);
            },
            Cancellation)).ToList();

        var searching = Task.Run(
            async () =>
            {
                for (var isExhaustive = false; !ending.IsCancellationRequested; isExhaustive = !isExhaustive)
                    Assert.NotEmpty((await log.Log.QueryAsync(new AuditQuery { OldestFirst = true, PageSize = 100, IsExhaustive = isExhaustive }, Cancellation)).Entries);
            },
            Cancellation);

        var kept = 0L;
        for (var drops = 0; drops < 6; drops++)
        {
            while ((await Store.ReadStateAsync(Cancellation)).Size < kept + PartitionSize + 1)
                await Task.Yield();
            var dropped = await log.Service<IAuditRetention>().DropBeforeAsync(Ever, cancellationToken: Cancellation);
            Assert.NotEmpty(dropped.Partitions);
            kept = dropped.KeptFrom;
        }
        await ending.CancelAsync();
        await Task.WhenAll([.. producers, searching]);

        await log.Log.GetCheckpointAsync(Cancellation);
        var state = await Store.ReadStateAsync(Cancellation);
        Assert.Equal(indices.Count, indices.Distinct().Count());
        HashSet<long> there = [.. Enumerable.Range(0, (int)state.Size).Select(static index => (long)index)];
        Assert.Subset(there, indices.ToHashSet());
        var archived = 0;
        foreach (var partition in Archive.FindPartitions(TestLog.Origin))
        {
            await foreach (var _ in log.Service<IAuditRetention>().ReadArchiveAsync(partition.First, partition.End, Cancellation))
                archived++;
        }
        Assert.Equal(kept, archived);
        await log.StopAsync();
        var found = await InspectAsync();
        Assert.Empty(found.Findings);
        Assert.Equal(state.Size - kept, found.Records - ((await Store.ReadStateAsync(Cancellation)).Size - state.Size));
    }

    [Fact]
    public async Task Only_the_first_partition_is_dropped_and_only_with_its_hashes_kept_and_a_record_that_says_so()
    {
        var log = await Batches.AcquireAsync(Store, Cancellation);
        await Store.CommitAsync(log.Next(Batches.Records(1_300)), Cancellation);
        var (first, second, third) = (new AuditPartition(0, 512), new AuditPartition(512, 1_024), new AuditPartition(1_024, 1_536));
        Assert.Equal([first, second, third], (await Store.ReadPartitionsAsync(Cancellation)).Take(3));

        await AssertCannotAsync(first);
        await Store.SealAsync(first, Cancellation);
        await Store.SealAsync(first, Cancellation);
        await Store.SealAsync(second, Cancellation);
        await AssertCannotAsync(second);
        await AssertCannotAsync(new AuditPartition(0, 1_024));
        await AssertCannotAsync(new AuditPartition(256, 512));
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await Store.SealAsync(third, Cancellation));
        await AssertCannotAsync(third);
        await using (var abandoned = await Store.TryBeginDropAsync(first, Cancellation))
            Assert.NotNull(abandoned);
        // Of an epoch that is over, or not at the end: nothing of both happens.
        foreach (var (at, epoch) in ((long, long)[])[(1_300, log.Epoch - 1), (1_200, log.Epoch), (1_301, log.Epoch)])
        {
            var stranger = new AuditBatch();
            stranger.Begin(epoch, at, Batches.Start);
            stranger.Add(new byte[] { 1 });
            stranger.End(TreeHash.Empty);
            await using var refused = await Store.TryBeginDropAsync(first, Cancellation);
            await Assert.ThrowsAsync<AuditFencedException>(async () => await refused!.CommitAsync(stranger, Cancellation));
        }
        var before = await Store.ReadStateAsync(Cancellation);
        Assert.Equal((0L, 1_300L), (before.KeptFrom, before.Size));

        await using (var drop = await Store.TryBeginDropAsync(first, Cancellation))
            await drop!.CommitAsync(log.Next(Batches.Records(1, seed: 4)), Cancellation);
        await AssertCannotAsync(first);

        var state = await OpenAnother().ReadStateAsync(Cancellation);
        Assert.Equal((512L, (long?)1_300, 1_301L), (state.KeptFrom, state.DroppedBy, state.Size));
        Assert.True((await Store.ReadAsync(TileAddress.Entries(0), Cancellation)).IsEmpty);
        Assert.Equal(256 * TreeHash.Length, (await Store.ReadAsync(TileAddress.Hashes(0, 0), Cancellation)).Length);
        Assert.Equal(17 * TreeHash.Length, (await Store.ReadAsync(TileAddress.Hashes(0, 1, 17), Cancellation)).Length);
        Assert.True((await new TileVerifier(Store, state.Size, state.Root) { MinimumIndex = 512 }.VerifyAsync(Cancellation)).IsIntact);
        await Store.CommitAsync(log.Next(Batches.Records(700, seed: 5)), Cancellation);
        Assert.Equal(2_001, (await Store.ReadStateAsync(Cancellation)).Size);

        async Task AssertCannotAsync(AuditPartition partition) => await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.TryBeginDropAsync(partition, Cancellation));
    }

    protected Task<TestLog> StartAsync(IAuditStore store) => TestLog.StartAsync(store, Key, add: services => services.AddSingleton<IAuditArchive>(Archive));

    /// <summary>Until so many records are there.</summary>
    protected static async Task FillAsync(TestLog log, int until)
    {
        for (var size = await SizeAsync(log); size < until; size = await SizeAsync(log))
            await Task.WhenAll(Enumerable.Range((int)size, (int)(until - size)).Select(id => log.CloseAsync(id).AsTask()));
    }

    protected async Task<AuditInspection> InspectAsync()
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(Key.ExportParameters(includePrivateParameters: true)));
        using var verifier = signer.CreateVerifier();
        var found = await new AuditStoreInspector((IAuditInspectedStore)Store, new CheckpointPolicy(TestLog.Origin, [verifier])).InspectAsync(Cancellation);
        return found with { Findings = [.. found.Findings.Where(static each => each.Part != "guards")] };
    }

    private static async Task<long> SizeAsync(TestLog log) => (await log.Service<IAuditStore>().ReadStateAsync(Cancellation)).Size;

    private static long SizeOf(ReadOnlyMemory<byte> note) => SignedNote.TryParse(note.Span, out var parsed) && CheckpointView.TryParse(parsed.Text, out var checkpoint) ? checkpoint.Size : -1;

    private static TreeHash RootOf(ReadOnlyMemory<byte> note, CheckpointPolicy policy)
    {
        Assert.Equal(CheckpointResult.Verified, policy.Verify(note.Span, out var checkpoint));
        return checkpoint.Root;
    }

    private static string TextOf(ReadOnlyMemory<byte> bytes) => AuditRecord.TryRead(bytes.Span, out var record) ? record.ToString() : "";

    private static DateTimeOffset TimeOf(ReadOnlyMemory<byte> bytes) => AuditRecord.TryRead(bytes.Span, out var record) ? record.RecordedAt : default;

    private static ValueTask<AuditReceipt> ReportAsync(TestLog log, string subject, string email) =>
        log.Log.AppendAsync(new AuditEvent(Reported) { Subject = subject, Target = "request:1" }.WithPersonal("email", email), cancellationToken: Cancellation);

    private sealed class Needing(long index) : IAuditRetentionGuard
    {
        public ValueTask<string?> FindObstacleAsync(AuditPartition partition, CancellationToken cancellationToken) => new(index < partition.End ? $"somebody needs record {index}" : null);
    }

    /// <summary>An archive that says that it has written, and has not.</summary>
    private sealed class FaultyArchive(IAuditArchive archive, string fault) : IAuditArchive
    {
        public async ValueTask<bool> WriteAsync(string name, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
        {
            var whole = new MemoryStream();
            await write(whole, cancellationToken);
            if (fault == "loses")
                return true;
            var bytes = whole.ToArray();
            if (fault == "changes")
                bytes[bytes.Length / 2] ^= 1;
            if (fault == "cuts off")
                bytes = bytes[..(bytes.Length / 2)];
            if (fault == "another log")
            {
                whole.SetLength(0);
                await ArchiveFile.WriteAsync(whole, "audit.example.com/other", 0, PartitionSize, Batches.Records(PartitionSize).Select(static each => (ReadOnlyMemory<byte>)each).ToAsyncEnumerable(), cancellationToken);
                bytes = whole.ToArray();
            }
            return await archive.WriteAsync(name, async (target, token) => await target.WriteAsync(bytes, token), cancellationToken);
        }

        public ValueTask<Stream?> OpenAsync(string name, CancellationToken cancellationToken) => archive.OpenAsync(name, cancellationToken);
    }
}

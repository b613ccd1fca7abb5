using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Omissions;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tests.Omissions;

/// <summary>What was left out of a log is found by what is in it.</summary>
public sealed class OmissionTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Property(MaxTest = 300)]
    public void Whatever_is_left_out_and_however_it_is_ordered_the_numbers_that_nothing_explains_are_found(int seed)
    {
        var random = new Random(seed);
        var last = random.Next(1, 24);
        var kept = Enumerable.Range(1, last).Where(_ => random.Next(4) > 0).Append(last).Select(number => (long)number).ToHashSet();
        var gaps = Enumerable.Range(0, random.Next(0, 3)).Select(_ =>
        {
            var first = random.Next(1, last + 1);
            var end = random.Next(first, last + 1);
            return new AuditGap(first, end, random.Next(1, end - first + 2));
        }).ToList();
        var ranges = new NumberRanges();
        foreach (var number in kept.OrderBy(_ => random.Next()))
        {
            Assert.True(ranges.TryAdd(number));
            Assert.False(ranges.TryAdd(number));
        }
        var missing = Enumerable.Range(1, last).Select(number => (long)number).Where(number => !kept.Contains(number)).ToList();
        Assert.Equal(missing, Numbers(ranges.Missing(1)));

        var unexplained = Numbers(GapAccounts.Unexplained(ranges.Missing(1), gaps)).ToList();

        Assert.Subset(missing.ToHashSet(), unexplained.ToHashSet());
        Assert.Equal(missing.Count - MostExplained(missing, gaps), unexplained.Count);
    }

    [Fact]
    public async Task A_log_that_nobody_has_touched_is_complete_also_after_refusals()
    {
        using var key = TestLog.CreateKey();
        var (memory, time) = (new InMemoryAuditStore(), new FakeTimeProvider(Start));
        var store = new Log.FaultyStore(memory);
        await using (var log = await TestLog.StartAsync(store, key, time: time))
        {
            await log.CloseAsync(1);
            store.Hold();
            var onItsWay = log.CloseAsync(2).AsTask();
            await store.HeldAsync();
            var withdrawn = log.CloseAsync(3).AsTask();
            time.Advance(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<AuditUnavailableException>(() => onItsWay);
            await Assert.ThrowsAsync<AuditUnavailableException>(() => withdrawn);
            store.LetGo();
            while (log.Service<AuditLog>().Unavailability is not null)
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
            }
            await log.CloseAsync(4);
            await log.StopAsync();
        }

        await using var reader = await TestLog.StartAsync(memory.Connect(), key, time: time);
        // That it has started stands in the log from its first durable record on, and not when it has the log.
        await reader.CloseAsync(5);
        var report = await reader.Log.FindOmissionsAsync(cancellationToken: Cancellation);

        Assert.True(report.IsComplete);
        Assert.Empty(report.Omissions);
        Assert.Equal([("test", 1L, true), ("test", 0L, false)], report.Producers.Select(producer => (producer.Name!, producer.Explained, producer.HasStopped)));
    }

    [Theory]
    [InlineData(0, AuditOmissionKind.Missing)]
    [InlineData(2, AuditOmissionKind.Missing)]
    [InlineData(6, AuditOmissionKind.NotEnded)]
    public async Task A_record_that_was_left_out_before_it_was_signed_is_found(int omitted, AuditOmissionKind expected)
    {
        var records = Records(7);
        records.RemoveAt(omitted);

        var report = await ReadAsync(records, Start.AddMinutes(30));

        var omission = Assert.Single(report.Omissions);
        Assert.Equal(expected, omission.Kind);
        if (expected == AuditOmissionKind.Missing)
        {
            Assert.Equal((omitted + 1, omitted + 1), (omission.First, omission.Last));
            Assert.EndsWith($"number {omitted + 1} missing, and nothing explains it", omission.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(expected == AuditOmissionKind.NotEnded, report.IsComplete);
    }

    [Fact]
    public async Task A_number_that_stands_twice_and_one_after_the_end_are_found()
    {
        var records = Records(4);
        records.Insert(2, Record(AuditRecordKind.Event, 2, Start));
        records.Add(Record(AuditRecordKind.Event, 5, Start));

        var report = await ReadAsync(records, Start);

        Assert.Equal([(AuditOmissionKind.Repeated, 2L), (AuditOmissionKind.AfterStop, 5L)], report.Omissions.Select(omission => (omission.Kind, omission.First)));
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task A_producer_that_falls_silent_is_found_and_one_that_is_heard_is_not()
    {
        List<byte[]> records = [Record(AuditRecordKind.Started, 1, Start)];
        for (var minute = 1; minute <= 10; minute++)
            records.Add(Record(AuditRecordKind.Heartbeat, minute + 1, Start.AddMinutes(minute)));
        Assert.Empty((await ReadAsync(records, Start.AddMinutes(11))).Omissions);

        // Five heartbeats are kept from the log, and their numbers given to others.
        List<byte[]> thinned = [.. records[..3], .. records[8..].Select((_, at) => Record(AuditRecordKind.Heartbeat, at + 4, Start.AddMinutes(at + 8)))];
        var omission = Assert.Single((await ReadAsync(thinned, Start.AddMinutes(11))).Omissions);

        Assert.Equal((AuditOmissionKind.Silent, Start.AddMinutes(2), Start.AddMinutes(8)), (omission.Kind, omission.Since, omission.Until));
        Assert.Empty((await ReadAsync(thinned, Start.AddHours(9), TimeSpan.Zero)).Omissions);
    }

    /// <summary>Whoever can set the clock of the process that has the log for a second must not make it blind for a day.</summary>
    [Fact]
    public async Task A_clock_that_has_jumped_ahead_hides_no_silence()
    {
        var ahead = Start.AddDays(1);
        List<byte[]> records = [Record(AuditRecordKind.Started, 1, Start), Record(AuditRecordKind.Heartbeat, 2, ahead)];
        foreach (var minute in (int[])[1, 2, 3, 63, 64])
            records.Add(Record(AuditRecordKind.Heartbeat, records.Count + 1, Start.AddMinutes(minute), ahead, RecordHeader.TimeHeld));

        var omissions = (await ReadAsync(records, Start.AddMinutes(65))).Omissions;

        Assert.Equal(
            [(Start, ahead), (Start.AddMinutes(3), Start.AddMinutes(63))],
            omissions.Where(static each => each.Kind == AuditOmissionKind.Silent).Select(static each => (each.Since, each.Until)));
        Assert.Single((await ReadAsync(records, Start.AddMinutes(90))).Omissions, static each => each.Kind == AuditOmissionKind.NotEnded);
        Assert.Single((await ReadAsync(records[..2], Start.AddMinutes(65))).Omissions, static each => each.Kind == AuditOmissionKind.NotEnded);
    }

    [Fact]
    public async Task What_has_waited_for_the_log_and_comes_in_a_heap_was_not_silent()
    {
        var late = Start.AddHours(2);
        List<byte[]> records = [Record(AuditRecordKind.Started, 1, Start, Start, RecordHeader.Relayed)];
        for (var minute = 1; minute <= 120; minute++)
            records.Add(Record(AuditRecordKind.Heartbeat, minute + 1, Start.AddMinutes(minute), late, RecordHeader.Relayed));
        Assert.Empty((await ReadAsync(records, late)).Omissions);

        // One that really was is found all the same.
        records.RemoveRange(50, 10);
        Assert.Contains((await ReadAsync(records, late)).Omissions, static each => each.Kind == AuditOmissionKind.Silent);
    }

    [Fact]
    public async Task What_was_pruned_is_not_missing()
    {
        var tiles = new InMemoryTiles();
        var writer = new TileWriter(tiles);
        foreach (var record in Records(600))
            await writer.AppendAsync(record, Cancellation);
        await writer.FlushAsync(Cancellation);

        var report = await AuditOmissionDetector.ReadAsync(tiles, writer.Size, TimeSpan.Zero, Start, minimumIndex: 300, Cancellation);

        Assert.Empty(report.Omissions);
        Assert.Null(Assert.Single(report.Producers).Name);
        await Assert.ThrowsAsync<TileException>(async () => await AuditOmissionDetector.ReadAsync(new InMemoryTiles(), 5, TimeSpan.Zero, Start, cancellationToken: Cancellation));
    }

    [Fact]
    public void What_is_no_record_has_no_number()
    {
        var detector = new AuditOmissionDetector(TimeSpan.Zero);
        foreach (var bytes in Batches.Records(50))
            detector.Add(bytes);

        Assert.Empty(detector.Complete(Start).Producers);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditOmissionDetector(TimeSpan.FromSeconds(-1)));
    }

    /// <summary>The most that gaps can explain, found by trying every way.</summary>
    private static int MostExplained(List<long> missing, List<AuditGap> gaps)
    {
        if (missing.Count == 0)
            return 0;
        var best = MostExplained(missing[1..], gaps);
        for (var at = 0; at < gaps.Count; at++)
        {
            var gap = gaps[at];
            if (gap.Count == 0 || missing[0] < gap.First || missing[0] > gap.Last)
                continue;
            List<AuditGap> rest = [.. gaps];
            rest[at] = gap with { Count = gap.Count - 1 };
            best = Math.Max(best, 1 + MostExplained(missing[1..], rest));
        }
        return best;
    }

    private static IEnumerable<long> Numbers(List<(long First, long Last)> ranges) => ranges.SelectMany(range => Enumerable.Range(0, (int)(range.Last - range.First + 1)).Select(at => range.First + at));

    private static List<byte[]> Records(int count) =>
        [.. Enumerable.Range(1, count).Select(number => Record(number == 1 ? AuditRecordKind.Started : number == count ? AuditRecordKind.Stopped : AuditRecordKind.Heartbeat, number, Start))];

    private static byte[] Record(AuditRecordKind kind, long number, DateTimeOffset at) => Record(kind, number, at, at, flags: 0);

    private static byte[] Record(AuditRecordKind kind, long number, DateTimeOffset at, DateTimeOffset recorded, byte flags)
    {
        byte[] record = kind switch
        {
            AuditRecordKind.Event => Intake.AuditIntakeRecord.Write(new AuditEvent(TestLog.Closed), at),
            AuditRecordKind.Started => [.. new byte[RecordHeader.Length], 4, .. "test"u8],
            _ => new byte[RecordHeader.Length],
        };
        RecordHeader.Write(record, kind, RecordHeader.Microseconds(at), producer: 77, number);
        RecordHeader.SetFlags(record, flags);
        RecordHeader.Seal(record, RecordHeader.Microseconds(recorded), isTimeHeld: (flags & RecordHeader.TimeHeld) != 0);
        return record;
    }

    private static async Task<AuditOmissionReport> ReadAsync(List<byte[]> records, DateTimeOffset now, TimeSpan? maxSilence = null)
    {
        var store = new InMemoryAuditStore();
        var log = await Batches.AcquireAsync(store, Cancellation);
        await store.CommitAsync(log.Next(records), Cancellation);
        return await AuditOmissionDetector.ReadAsync(store, log.Size, maxSilence ?? AuditOmissionDetector.DefaultMaxSilence, now, cancellationToken: Cancellation);
    }
}

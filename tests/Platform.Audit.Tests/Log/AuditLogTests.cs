using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using static Platform.Audit.StoreContract.AuditLogContract;

namespace Platform.Audit.Tests.Log;

/// <summary>What a log does when something fails.</summary>
public sealed partial class AuditLogTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly InMemoryAuditStore _memory = new();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly FaultyStore _store;

    public AuditLogTests() => _store = new FaultyStore(_memory);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task A_single_failure_is_noticed_by_nobody_who_waits_and_every_event_is_recorded_once(int before, int after)
    {
        await using var log = await StartAsync();
        (_store.FailBefore, _store.FailAfter) = (before, after);
        var receipts = await Task.WhenAll(Enumerable.Range(0, 10).Select(at => log.CloseAsync(at).AsTask()));

        Assert.All(receipts, receipt => Assert.Equal(AuditAcknowledgement.Durable, receipt.Acknowledgement));
        Assert.Equal(Targets([.. Enumerable.Range(0, 10)]), await EventsAsync());
        Assert.True(log.Lines.Has(3));
        Assert.False(log.Lines.Has(1));
    }

    [Fact]
    public async Task While_the_store_fails_what_must_not_happen_is_refused_and_what_may_is_recorded_afterwards()
    {
        await using var log = await StartAsync();
        _store.FailBefore = 1_000;
        var refused = log.CloseAsync(1).AsTask();
        var allowed = ViewAsync(log, 2).AsTask();

        var refusal = await Assert.ThrowsAsync<AuditUnavailableException>(() => refused);
        Assert.IsType<IOException>(refusal.InnerException);
        var receipt = await allowed;
        Assert.Equal(new AuditReceipt(AuditAcknowledgement.Queued, -1), receipt);
        var atOnce = await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(3));
        Assert.False(atOnce.MayBeRecorded);
        Assert.Equal(AuditAcknowledgement.Queued, (await ViewAsync(log, 4)).Acknowledgement);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(log));

        _store.FailBefore = 0;
        await UntilAvailableAsync(log);
        await log.CloseAsync(5);
        var events = await EventsAsync();
        Assert.Contains("page:2", events);
        Assert.Contains("page:4", events);
        Assert.DoesNotContain("request:3", events);
        Assert.Equal(refusal.MayBeRecorded, events.Contains("request:1"));
        Assert.True(log.Lines.Has(1) && log.Lines.Has(2));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(log));
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    [Fact]
    public async Task What_is_withdrawn_leaves_a_gap_that_the_log_names()
    {
        await using var log = await StartAsync();
        _store.Hold();
        var onItsWay = log.CloseAsync(1).AsTask();
        await _store.HeldAsync();
        var waiting = log.CloseAsync(2).AsTask();
        var alsoWaiting = log.CloseAsync(3).AsTask();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True((await Assert.ThrowsAsync<AuditUnavailableException>(() => onItsWay)).MayBeRecorded);
        Assert.False((await Assert.ThrowsAsync<AuditUnavailableException>(() => waiting)).MayBeRecorded);
        Assert.False((await Assert.ThrowsAsync<AuditUnavailableException>(() => alsoWaiting)).MayBeRecorded);
        _store.LetGo();
        await UntilAvailableAsync(log);
        await log.CloseAsync(4);
        await log.StopAsync();

        Assert.Equal(["request:1", "request:4"], await EventsAsync());
        var gap = Assert.Single((await ReadAllAsync(_memory)), record => record.Kind == AuditRecordKind.Gap);
        Assert.Equal(new AuditGap(3, 4, 2), gap.Gap);
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    [Fact]
    public async Task Whoever_stops_waiting_has_the_event_recorded_all_the_same()
    {
        await using var log = await StartAsync();
        _store.Hold();
        using var patience = new CancellationTokenSource();
        var waiting = log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = "request:1" }, cancellationToken: patience.Token).AsTask();
        await _store.HeldAsync();
        var queued = log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = "request:2" }, cancellationToken: patience.Token).AsTask();

        await patience.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<OperationCanceledException>(() => queued);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await log.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = "request:3" }, cancellationToken: patience.Token));
        _store.LetGo();
        await log.CloseAsync(4);

        Assert.Equal(["request:1", "request:2", "request:4"], await EventsAsync());
    }

    [Fact]
    public async Task When_too_many_wait_the_next_waits_for_room_then_is_refused_or_allowed_without()
    {
        await using var log = await StartAsync(options => options.MostWaiting = 3);
        _store.Hold();
        var first = log.CloseAsync(1, AuditAcknowledgement.Queued);
        await _store.HeldAsync();
        await log.CloseAsync(2, AuditAcknowledgement.Queued);
        await log.CloseAsync(3, AuditAcknowledgement.Queued);
        Assert.True(first.IsCompletedSuccessfully);
        var refused = log.CloseAsync(4, AuditAcknowledgement.Queued).AsTask();
        var allowed = ViewAsync(log, 5).AsTask();
        // What does not wait for its record does not wait for room either.
        Assert.Equal(AuditAcknowledgement.None, (await ViewAsync(log, 7, AuditAcknowledgement.Queued)).Acknowledgement);
        Assert.False(refused.IsCompleted || allowed.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False((await Assert.ThrowsAsync<AuditUnavailableException>(() => refused)).MayBeRecorded);
        Assert.Equal(new AuditReceipt(AuditAcknowledgement.None, -1), await allowed);
        Assert.True(log.Lines.Has(6));
        _store.LetGo();
        await UntilAvailableAsync(log);
        await log.CloseAsync(6);
        Assert.Equal(["request:1", "request:2", "request:3", "request:6"], await EventsAsync());
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    [Fact]
    public async Task Whoever_waits_for_room_goes_in_when_there_is_some()
    {
        await using var log = await StartAsync(options => options.MostWaiting = 2);
        _store.Hold();
        await log.CloseAsync(1, AuditAcknowledgement.Queued);
        await _store.HeldAsync();
        await log.CloseAsync(2, AuditAcknowledgement.Queued);
        var waiting = log.CloseAsync(3).AsTask();

        _store.LetGo();

        Assert.Equal(AuditAcknowledgement.Durable, (await waiting).Acknowledgement);
        Assert.Equal(Targets(1, 2, 3), await EventsAsync());
    }

    [Fact]
    public async Task As_many_stand_in_line_as_fit_inside_and_all_of_them_get_in_and_the_next_is_refused_at_once()
    {
        await using var log = await StartAsync(options => options.MostWaiting = 4);
        _store.Hold();
        for (var at = 1; at <= 4; at++)
        {
            await log.CloseAsync(at, AuditAcknowledgement.Queued);
            if (at == 1)
                await _store.HeldAsync();
        }
        var inLine = Enumerable.Range(5, 4).Select(at => log.CloseAsync(at).AsTask()).ToList();

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(9));
        Assert.Equal(AuditAcknowledgement.None, (await ViewAsync(log, 10)).Acknowledgement);

        _store.LetGo();
        await Task.WhenAll(inLine);
        await log.CloseAsync(11);
        var events = (await EventsAsync()).ToList();
        Assert.Equal(Targets(1, 2, 3, 4), events.Take(4));
        Assert.Equal(Targets(5, 6, 7, 8), events.Skip(4).Take(4).Order(StringComparer.Ordinal));
        Assert.Equal(Targets(11), events.Skip(8));
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    [Fact]
    public async Task What_may_happen_without_its_record_leaves_room_for_what_may_not()
    {
        await using var log = await StartAsync(options => options.MostWaiting = 8);
        _store.Hold();
        await log.CloseAsync(1, AuditAcknowledgement.Queued);
        await _store.HeldAsync();
        var lost = 0;
        for (var at = 0; at < 30; at++)
            lost += (await ViewAsync(log, at, AuditAcknowledgement.Queued)).Acknowledgement == AuditAcknowledgement.None ? 1 : 0;

        Assert.Equal(30 - 5, lost);
        // One line tells of the flood; the metric counts all of it.
        Assert.Single(log.Lines.All, line => line.Id == 6);
        Assert.Equal(AuditAcknowledgement.Queued, (await log.CloseAsync(2, AuditAcknowledgement.Queued)).Acknowledgement);
        Assert.Equal(AuditAcknowledgement.Queued, (await log.CloseAsync(3, AuditAcknowledgement.Queued)).Acknowledgement);
        _store.LetGo();
        await log.CloseAsync(4);
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    [Fact]
    public async Task A_store_that_comes_back_shorter_than_what_was_acknowledged_is_refused_also_without_a_checkpoint()
    {
        await using var log = await StartAsync();
        for (var at = 0; at < 5; at++)
            await log.CloseAsync(at);
        // A replica that had not received the last two takes over.
        var replica = new InMemoryAuditStore();
        await CopyAsync(_memory, replica, size: 4);
        _store.FailOver(replica.Connect());
        _store.FailBefore = 1;

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(9));

        Assert.Contains(log.Lines.All, line => line.Id == 4);
        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.GetCheckpointAsync(Cancellation));
        Assert.Contains("the last 2 were acknowledged, and the database has lost them", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await replica.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_store_of_the_same_length_with_another_history_is_refused_while_the_process_lives()
    {
        await using var log = await StartAsync();
        for (var at = 0; at < 3; at++)
            await log.CloseAsync(at);
        var other = new InMemoryAuditStore();
        await using (var another = await TestLog.StartAsync(other.Connect(), _key))
        {
            for (var at = 0; at < 9; at++)
                await another.CloseAsync(at);
            await another.StopAsync();
        }
        _store.FailOver(other.Connect());
        _store.FailBefore = 1;

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(9));

        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await log.Log.GetCheckpointAsync(Cancellation));
        Assert.Contains("do not continue the", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_disk_is_in_doubt_nothing_is_acknowledged_any_more_and_nothing_tried_again()
    {
        await using var log = await StartAsync();
        await log.CloseAsync(1);
        _store.IsDiskInDoubt = true;
        var commits = _store.Commits;

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(2));

        _store.IsDiskInDoubt = false;
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(3));
        Assert.Equal(commits + 1, _store.Commits);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(log));
    }

    [Fact]
    public async Task A_key_that_was_retired_is_still_known_as_the_logs_own()
    {
        await using (var log = await TestLog.StartAsync(_memory, _key))
            await log.CloseAsync(1, AuditAcknowledgement.Published);
        using var next = TestLog.CreateKey();

        await using var replaced = await TestLog.StartAsync(
            _memory.Connect(), next, add: services => services.AddSingleton(_ => new EcdsaNoteSigner(TestLog.Origin, _key).CreateVerifier()));

        Assert.Equal(AuditAcknowledgement.Published, (await replaced.CloseAsync(2, AuditAcknowledgement.Published)).Acknowledgement);
    }

    [Fact]
    public async Task Whoever_stops_second_waits_for_the_first()
    {
        var log = await StartAsync();
        await log.CloseAsync(1, AuditAcknowledgement.Queued);

        await Task.WhenAll(log.StopAsync(), log.StopAsync());

        Assert.Equal(3, (await _memory.ReadStateAsync(Cancellation)).Size);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task A_clock_that_goes_back_holds_the_time_and_is_recorded()
    {
        await using (var log = await StartAsync())
            await log.CloseAsync(1);
        var earlier = new FakeTimeProvider(Start.AddHours(-1));
        await using (var log = await TestLog.StartAsync(_store, _key, time: earlier))
        {
            await log.CloseAsync(2);
            earlier.Advance(TimeSpan.FromHours(2));
            await log.CloseAsync(3);
            Assert.Single(log.Lines.All, line => line.Id == 8);
        }

        var records = (await ReadAllAsync(_memory)).Where(record => record.Kind == AuditRecordKind.Event).ToList();
        Assert.Equal([(Start, false), (Start, true), (Start.AddHours(1), false)], records.Select(record => (record.RecordedAt, record.IsTimeHeld)));
    }

    [Fact]
    public async Task A_store_that_is_older_than_what_was_signed_is_refused_at_the_start()
    {
        var anchor = new MemoryAnchor();
        await using (var log = await TestLog.StartAsync(_memory, _key, anchor: anchor))
        {
            for (var at = 0; at < 10; at++)
                await log.CloseAsync(at, AuditAcknowledgement.Published);
        }
        // The backup was made after the third event.
        var restored = new InMemoryAuditStore();
        await CopyAsync(_memory, restored, size: 4);

        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(restored, _key, anchor: anchor));

        Assert.Contains("it is older than what was signed", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await restored.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task Another_history_of_the_same_log_is_refused_and_nothing_is_added_to_it()
    {
        var anchor = new MemoryAnchor();
        await using (var log = await TestLog.StartAsync(_memory, _key, anchor: anchor))
            await log.CloseAsync(1, AuditAcknowledgement.Published);
        var other = new InMemoryAuditStore();
        await using (var log = await TestLog.StartAsync(other, _key))
        {
            for (var at = 0; at < 9; at++)
                await log.CloseAsync(at);
        }
        var before = await other.ReadStateAsync(Cancellation);

        await using var refused = TestLog.Make(other.Connect(), _key, anchor: anchor);
        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(refused.StartAsync);
        Assert.Contains("are another history", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await refused.CloseAsync(1));
        Assert.Equal(AuditAcknowledgement.None, (await ViewAsync(refused, 2)).Acknowledgement);
        await Assert.ThrowsAsync<AuditIntegrityException>(async () => await refused.Log.GetCheckpointAsync(Cancellation));
        Assert.True(refused.Lines.Has(4));
        Assert.Equal(before.Size, (await other.ReadStateAsync(Cancellation)).Size);
    }

    [Fact]
    public async Task A_log_of_another_key_is_refused()
    {
        await using (var log = await TestLog.StartAsync(_memory, _key))
            await log.CloseAsync(1, AuditAcknowledgement.Published);
        using var other = TestLog.CreateKey();

        var refusal = await Assert.ThrowsAsync<AuditIntegrityException>(async () => await TestLog.StartAsync(_memory.Connect(), other));

        Assert.Contains("is not this log's own", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_at_the_start_is_taken_when_it_does()
    {
        _store.FailAcquire = 3;
        await using var log = TestLog.Make(_store, _key, time: _time);
        await log.StartAsync();
        while (!log.Lines.Has(1))
            await LetPassAsync();
        await UntilAvailableAsync(log);

        Assert.Equal(1, (await log.CloseAsync(1)).Index);
    }

    [Fact]
    public async Task A_process_says_every_now_and_then_that_it_is_alive()
    {
        await using (var log = await StartAsync(options => options.HeartbeatInterval = TimeSpan.FromMinutes(1)))
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await log.CloseAsync(1);
        }

        Assert.Equal(3, (await ReadAllAsync(_memory)).Count(record => record.Kind == AuditRecordKind.Heartbeat));
    }

    [Fact]
    public async Task What_configuration_says_of_an_event_counts_before_what_the_event_says()
    {
        await using var log = await StartAsync(options => options.Events["request.closed"] = WhenAuditUnavailable.Allow);
        _store.FailBefore = 1_000;

        Assert.Equal(AuditAcknowledgement.Queued, (await log.CloseAsync(1)).Acknowledgement);
        while (!log.Lines.Has(5))
            await LetPassAsync();
        _store.FailBefore = 0;
        await UntilAvailableAsync(log);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken()
    {
        var log = await StartAsync();
        await log.StopAsync();

        await Assert.ThrowsAsync<AuditUnavailableException>(async () => await log.CloseAsync(1));
        Assert.Equal(AuditAcknowledgement.None, (await ViewAsync(log, 1)).Acknowledgement);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task An_event_that_is_too_long_or_out_of_order_is_refused_and_leaves_no_trace()
    {
        await using var log = await StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await log.Log.AppendAsync(new AuditEvent(TestLog.Closed).With("long", new byte[65_500]).With("more", new byte[100]), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.Log.AppendAsync(new Disordered(), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await log.CloseAsync(1, AuditAcknowledgement.None));
        await log.CloseAsync(1);

        Assert.Equal(Targets(1), await EventsAsync());
        await AssertNoNumberIsUnexplainedAsync(log);
    }

    private Task<TestLog> StartAsync(Action<PlatformAuditOptions>? configure = null, ICheckpointPublisher? publisher = null) =>
        TestLog.StartAsync(_store, _key, configure, _time, publisher: publisher);

    private static ValueTask<AuditReceipt> ViewAsync(TestLog log, int page, AuditAcknowledgement acknowledgement = AuditAcknowledgement.Durable) =>
        log.Log.AppendAsync(new AuditEvent(TestLog.Viewed) { Target = $"page:{page}" }, acknowledgement, Cancellation);

    private static async Task<HealthStatus> HealthAsync(TestLog log) => (await log.Service<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;

    private static IEnumerable<string> Targets(params int[] numbers) => numbers.Select(at => $"request:{at}");

    private async Task<IEnumerable<string>> EventsAsync() =>
        (await ReadAllAsync(_memory)).Where(record => record.Kind == AuditRecordKind.Event).Select(record => record.Target);

    /// <summary>Lets the pauses pass until the store was taken again.</summary>
    private async Task UntilAvailableAsync(TestLog log)
    {
        while (await HealthAsync(log) == HealthStatus.Unhealthy)
            await LetPassAsync();
    }

    /// <summary>A little of the time that the log knows, and of that in which it works: a deadline is far away.</summary>
    private async Task LetPassAsync()
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
    }

    /// <summary>Every number of every producer is there, or one that the log says is missing.</summary>
    private async Task AssertNoNumberIsUnexplainedAsync(TestLog log)
    {
        await log.StopAsync();
        foreach (var producer in (await ReadAllAsync(_memory)).GroupBy(record => record.Producer))
        {
            var numbers = producer.Select(record => record.Sequence).ToHashSet();
            var missing = Enumerable.Range(1, (int)numbers.Max()).Count(number => !numbers.Contains(number));
            Assert.Equal(missing, producer.Sum(record => record.Gap.Count));
        }
    }

    private static async Task CopyAsync(InMemoryAuditStore from, InMemoryAuditStore to, int size)
    {
        var reader = new Tiles.TileReader(from, size);
        List<byte[]> records = [];
        for (var index = 0; index < size; index++)
            records.Add((await reader.ReadEntryAsync(index, Cancellation)).ToArray());
        var log = await Batches.AcquireAsync(to, Cancellation);
        await to.CommitAsync(log.Next(records), Cancellation);
        await to.ReleaseAsync(Cancellation);
    }

    private readonly struct Disordered : IAuditEvent
    {
        public AuditEventType EventType => TestLog.Closed;

        public void WriteTo(ref AuditEventWriter writer)
        {
            writer.Target("a");
            writer.Actor("b");
        }
    }

    private sealed class MemoryAnchor : ICheckpointAnchor
    {
        private byte[] _checkpoint = [];

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => new(_checkpoint);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            _checkpoint = checkpoint.ToArray();
            return default;
        }
    }
}

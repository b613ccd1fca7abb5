using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Sequencing;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Audit.Witnesses;
using Platform.Shared;
using Platform.Testing;

namespace Platform.Audit.Tests.Log;

/// <summary>What runs by itself ends, within its deadline, and says what it dropped.</summary>
public sealed class StopTests : IDisposable
{
    private readonly ECDsa _key = TestLog.CreateKey();
    private readonly FakeTimeProvider _time = new();
    private readonly FaultyStore _store = new(new InMemoryAuditStore());

    public void Dispose() => _key.Dispose();

    [Fact]
    [StopTestOf(typeof(AuditLog))]
    [StopTestOf(typeof(Sequencer))]
    [StopTestOf(typeof(Publication))]
    public async Task A_log_whose_store_does_not_come_back_ends_at_its_deadline_and_says_how_many_events_are_lost()
    {
        await using var log = await TestLog.StartAsync(_store, _key, time: _time);
        _store.Hold();
        var given = new List<Task>();

        await OwnedLoop.AssertDisposesAsync(
            log.Service<AuditLog>(),
            async () =>
            {
                given.Add(log.CloseAsync(1).AsTask());
                await _store.HeldAsync();
                given.Add(log.CloseAsync(2).AsTask());
                await log.CloseAsync(3, AuditAcknowledgement.Queued);
            },
            expectedDropped: 2, // the second was withdrawn when its deadline passed, and whoever appended it knows
            () => log.Lines.All.Where(line => line.Id == 7).Sum(line => long.Parse(line.Text.Split(' ')[4], System.Globalization.CultureInfo.InvariantCulture)),
            () => _time.Advance(TimeSpan.FromSeconds(10)));

        foreach (var waiting in given)
            await Assert.ThrowsAsync<AuditUnavailableException>(() => waiting);
    }

    [Fact]
    [StopTestOf(typeof(AuditStartup))]
    public async Task A_host_that_stops_has_everything_recorded_and_signed()
    {
        var memory = new InMemoryAuditStore();
        await using var log = TestLog.Make(memory, _key, time: _time);
        var startup = log.Service<IEnumerable<IHostedService>>().OfType<AuditStartup>().Single();

        await OwnedLoop.AssertStopsAsync(startup, async () =>
        {
            for (var at = 0; at < 50; at++)
                await log.CloseAsync(at, AuditAcknowledgement.Queued);
        });

        var records = await AuditLogContract.ReadAllAsync(memory);
        Assert.Equal(52, records.Count);
        var state = await memory.ReadStateAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\n52\n", System.Text.Encoding.UTF8.GetString(state.Checkpoint.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines.All, line => line.Id == 7);
    }

    [Fact]
    public async Task A_host_whose_patience_others_have_used_up_loses_nothing_what_is_left_is_recorded_before_the_log_is_disposed_of()
    {
        var memory = new InMemoryAuditStore();
        var store = new FaultyStore(memory);
        await using var log = await TestLog.StartAsync(store, _key, time: _time);
        store.Hold();
        await log.CloseAsync(1, AuditAcknowledgement.Queued);
        await store.HeldAsync();
        await log.CloseAsync(2, AuditAcknowledgement.Queued);

        await log.Service<IEnumerable<IHostedService>>().OfType<AuditStartup>().Single().StopAsync(new CancellationToken(canceled: true));
        store.LetGo();
        await log.DisposeAsync().AsTask().WaitAsync(OwnedLoop.Patience, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(4, (await AuditLogContract.ReadAllAsync(memory)).Count);
        Assert.DoesNotContain(log.Lines.All, static line => line.Id is 3 or 7);
    }

    [Fact]
    public async Task A_store_that_is_told_not_to_go_on_has_not_failed()
    {
        await using var log = await TestLog.StartAsync(_store, _key, time: _time);
        _store.Hold();
        await log.CloseAsync(1, AuditAcknowledgement.Queued);
        await _store.HeldAsync();

        var stopping = log.StopAsync();
        while (!stopping.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
        }
        await log.DisposeAsync();

        Assert.True(log.Lines.Has(7));
        Assert.False(log.Lines.Has(3));
    }

    [Fact]
    [StopTestOf(typeof(Delivery))]
    [StopTestOf(typeof(WitnessRounds))]
    public async Task Publishers_and_witnesses_that_hang_do_not_keep_a_log_from_ending_at_its_deadline()
    {
        using var verifier = new EcdsaNoteSigner("witness", _key).CreateVerifier();
        var never = new Never(verifier);
        await using var log = await TestLog.StartAsync(_store, _key, options => options.CheckpointInterval = TimeSpan.FromMilliseconds(10), _time, publisher: never, add: services => services.AddSingleton<ICheckpointWitness>(never));
        await log.CloseAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await never.CalledAsync();

        var stopping = log.StopAsync();
        while (!stopping.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        await stopping.WaitAsync(OwnedLoop.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(log.Lines.All, line => line.Id == 7);
    }

    [Fact]
    [StopTestOf(typeof(DemandLoop))]
    public async Task A_loop_that_pauses_ends_when_it_is_disposed_of()
    {
        var steps = 0;
        var stepped = new TaskCompletionSource();
        var loop = new DemandLoop(
            () =>
            {
                steps++;
                stepped.TrySetResult();
                return new(LoopStep.Failed);
            },
            _time,
            TimeSpan.FromSeconds(1));
        loop.Wake();
        await stepped.Task;

        loop.Dispose();

        await loop.Completion.WaitAsync(OwnedLoop.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        loop.Wake();
        Assert.True(loop.Completion.IsCompleted);
        Assert.Equal(1, steps);
    }

    [Fact]
    public async Task What_comes_while_a_step_is_under_way_is_done_by_the_next()
    {
        var work = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var done = 0;
        var loop = new DemandLoop(
            async () =>
            {
                await Task.Yield();
                if (!work.TryDequeue(out _))
                    return LoopStep.Idle;
                Interlocked.Increment(ref done);
                return LoopStep.Again;
            },
            _time,
            TimeSpan.FromSeconds(1));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var at = 0; at < 5_000; at++)
            {
                work.Enqueue(at);
                loop.Wake();
            }
        }, TestContext.Current.CancellationToken)));
        await loop.Completion;

        // Nothing was put down while the loop was about to end.
        Assert.Equal((40_000, 0), (done, work.Count));
        loop.Dispose();
    }

    /// <summary>Neither publishes nor cosigns, ever, and does not care for its token. When the log is taken, it still answers that it does not know it.</summary>
    private sealed class Never(NoteVerifier verifier) : ICheckpointPublisher, ICheckpointWitness
    {
        private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public NoteVerifier Verifier => verifier;

        public Task CalledAsync() => Task.WhenAll(_published.Task, _asked.Task);

        public async ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            _published.TrySetResult();
            await new TaskCompletionSource().Task;
        }

        public async ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _times) == 1)
                return new WitnessAnswer(WitnessResult.UnknownLog);
            _asked.TrySetResult();
            await new TaskCompletionSource().Task;
            return default;
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>
/// Takes what was published to who wants it: routes events into lanes, claims lanes in which something is due, and has a worker for each that it holds. It asks the store when it is
/// told that something was published and when something gets due, and not in between.
/// </summary>
internal sealed class OutboxDispatcher : IHostedService, IDisposable
{
    private const int MostRouted = 1_000;
    private const int MostExpired = 1_000;

    /// <summary>Then what was routed is claimed, also while there is more to route.</summary>
    private const int MostBatchesRouted = 4;

    /// <summary>So many lanes are read at once.</summary>
    private const int MostReadAtOnce = 8;

    private static readonly TimeSpan TrimsEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LooksForJobsEvery = TimeSpan.FromSeconds(1);
    private const int RestsForEach = 9;
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseOfLane = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPauseInVain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPauseInVain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>While nobody tells that something was published, it is looked for.</summary>
    private static readonly TimeSpan LooksEveryWhenDeaf = TimeSpan.FromSeconds(1);

    private readonly IOutboxStore _store;
    private readonly PlatformOutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboxDispatcher> _logger;
    private readonly IReadOnlyList<ILaneSource> _sources;

    /// <summary>Never changed: the loop that dispatches puts another in its place.</summary>
    private volatile IReadOnlyDictionary<string, ILaneConsumer> _consumers;
    private readonly CompletionWriter _completions;
    private readonly Signal _wake;
    private readonly Signal _measure;
    private readonly Signal _mayRedeliver;
    private readonly Signal _drained;
    private readonly SemaphoreSlim _turns = new(MostReadAtOnce);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (LaneWorker Worker, Task Work)> _held = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _loops = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private readonly CancellationToken _stop;
    private readonly CancellationToken _end;
    private readonly Telemetry _telemetry;
    private TimeSpan _inVain;
    private int _isDisposed;
    private int _news;

    /// <summary>Of <see cref="_news"/>, by the loop that dispatches alone.</summary>
    private int _seen;

    /// <summary>The same, of those that come and go.</summary>
    private int _seenBySources = -1;
    private DateTimeOffset _sourcesAgainAt = DateTimeOffset.MaxValue;
    private volatile bool _isListening;
    private volatile IReadOnlyList<LaneStanding> _standings = [];

    public OutboxDispatcher(
        IOutboxStore store, IOptions<PlatformOutboxOptions> options, IEnumerable<ILaneConsumer> consumers, IEnumerable<ILaneSource> sources,
        TimeProvider time, Telemetry telemetry, ILogger<OutboxDispatcher> logger)
    {
        _sources = [.. sources];
        (_store, _options, _time, _telemetry, _logger) = (store, options.Value, time, telemetry, logger);
        _consumers = consumers.ToDictionary(consumer => consumer.Definition.Name, StringComparer.Ordinal);
        _completions = new CompletionWriter(store, time, logger);
        (_wake, _measure, _mayRedeliver, _drained) = (new Signal(time), new Signal(time), new Signal(time), new Signal(time));
        (_stop, _end) = (_stopping.Token, _abort.Token);
    }

    /// <summary>The last failure of the store since it last answered.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether a lane leads to a handler of this program.</summary>
    public bool IsOwn(string lane) => _consumers.TryGetValue(lane, out var consumer) && consumer.IsOwn;

    /// <summary>Whether this process works for a consumer.</summary>
    public bool HasConsumer(string name) => _consumers.ContainsKey(name);

    /// <summary>How lanes were doing when they were last measured. Asking has them measured anew, for the next one who asks; so nothing is measured that nobody wants.</summary>
    public IReadOnlyList<LaneStanding> Measured()
    {
        _measure.Set();
        return _standings;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_store is InMemoryOutboxStore)
            Log.OutboxInMemory(_logger);
        if (!_options.Dispatch)
            return;
        // Here and not in the loop, so that a database that is missing shows at the start.
        await _store.PrepareAsync(cancellationToken).ConfigureAwait(false);
        foreach (var consumer in _consumers.Values)
            await _store.OpenLaneAsync(consumer.Definition, cancellationToken).ConfigureAwait(false);
        _telemetry.Observe(Measured, _time);
        _writing = Task.Run(() => _completions.RunAsync(_end), CancellationToken.None);
        var beside = Task.WhenAll(_sources.SelectMany(source => source.Loops(News)).Select(
            loop => Task.Run(() => GuardedAsync(loop), CancellationToken.None)));
        _loops = Task.WhenAll(
            beside,
            Task.Run(() => GuardedAsync(DispatchAsync), CancellationToken.None),
            Task.Run(() => GuardedAsync(ListenAsync), CancellationToken.None),
            Task.Run(() => GuardedAsync(RenewAsync), CancellationToken.None),
            Task.Run(() => GuardedAsync(TrimAsync), CancellationToken.None),
            Task.Run(() => GuardedAsync(MeasureAsync), CancellationToken.None),
            _store is IRedeliveryStore redeliveries
                ? Task.Run(() => GuardedAsync(stopping => RedeliverAsync(redeliveries, stopping)), CancellationToken.None)
                : Task.CompletedTask);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await CancelAsync(_stopping).ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        (LaneWorker Worker, Task Work)[] held;
        lock (_lock)
            held = [.. _held.Values];
        foreach (var (worker, _) in held)
            worker.Wake();
        try
        {
            await Task.WhenAll(held.Select(each => each.Work)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What is left comes again, from whoever claims the lane when the lease has run out.
            Log.StoppedInHand(_logger, held.Sum(each => each.Worker.InHand));
        }
        _completions.Complete();
        if (cancellationToken.IsCancellationRequested)
            await CancelAsync(_abort).ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
    }

    /// <summary>Ends what was not stopped. It waits for nothing. The container calls it once for each name under which it has it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _stopping.Cancel();
        _abort.Cancel();
        _stopping.Dispose();
        _abort.Dispose();
        _turns.Dispose();
    }

    /// <summary>A host that ends may be stopped by one and disposed by another: what was disposed has been cancelled.</summary>
    private static async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task GuardedAsync(Func<CancellationToken, Task> loop)
    {
        var pause = ShortestPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await loop(_stop).ConfigureAwait(false);
                pause = ShortestPause;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Failure = failure;
                Log.StoreFailed(_logger, failure);
                await Task.Delay(pause, _time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Doubt();
                // Whether the store answers again shows in a round, and what was routed before it failed is unknown.
                News();
            }
        }
    }

    /// <summary>One round: everything that is to be done now, and the wait for the next.</summary>
    private async Task DispatchAsync(CancellationToken stopping)
    {
        var now = _time.GetUtcNow();
        var (news, routed) = (Volatile.Read(ref _news), MostRouted);
        // A change is told of as what is published is; so nothing is asked that nobody has a reason for.
        if (_sources is not [] && (news != _seenBySources || !_isListening || now >= _sourcesAgainAt))
        {
            await ReadSourcesAsync(stopping).ConfigureAwait(false);
            _seenBySources = news;
        }
        for (var batch = 0; batch < MostBatchesRouted && routed == MostRouted; batch++)
        {
            routed = await _store.RouteAsync(now = _time.GetUtcNow(), MostRouted, stopping).ConfigureAwait(false);
            // Also where nothing was left to route of what was told of: another process has routed it then, and cannot tell who holds the lane. But not for a
            // lane that was given back: all
            // others would be read once more for each.
            if (routed > 0 || _seen != news || !_isListening)
                WakeWorkers();
            _seen = news;
        }
        var free = Free();
        var isAnyClaimed = false;
        if (free.Count > 0)
        {
            foreach (var lease in await _store.ClaimAsync(free, now = _time.GetUtcNow(), _options.Lease, stopping).ConfigureAwait(false))
            {
                Hold(lease, now + _options.Lease);
                isAnyClaimed = true;
            }
        }
        if (routed == MostRouted)
        {
            Failure = null;
            return;
        }
        free = Free();
        var due = free.Count == 0 ? null : await _store.NextDueAsync(free, stopping).ConfigureAwait(false);
        Failure = null;
        now = _time.GetUtcNow();
        // What is due and cannot be claimed is locked by somebody, who may keep it for hours: it is not asked for as fast as can be.
        _inVain = isAnyClaimed || !(due <= now) ? TimeSpan.Zero : PauseAfter(_inVain);
        var until = Earlier(now + LongestSleep, due is { } at && at > now + _inVain ? at : due is null ? DateTimeOffset.MaxValue : now + _inVain);
        until = Earlier(until, _sourcesAgainAt);
        if (!_isListening)
            until = Earlier(until, now + LooksEveryWhenDeaf);
        await _wake.WaitAsync(until > now ? until - now : TimeSpan.Zero, stopping).ConfigureAwait(false);
    }

    /// <summary>Who is worked for no more has his lane given back, with what is under way made to its end.</summary>
    private async Task ReadSourcesAsync(CancellationToken stopping)
    {
        var againAt = DateTimeOffset.MaxValue;
        foreach (var source in _sources)
        {
            var changes = await source.ReadAsync(stopping).ConfigureAwait(false);
            againAt = Earlier(againAt, changes.AgainAt ?? DateTimeOffset.MaxValue);
            if (changes.Consumers.Count == 0)
                continue;
            var consumers = _consumers.ToDictionary(StringComparer.Ordinal);
            foreach (var (name, consumer) in changes.Consumers)
            {
                if (consumer is null)
                    consumers.Remove(name);
                else
                    consumers[name] = consumer;
                lock (_lock)
                {
                    if (_held.TryGetValue(name, out var held))
                        held.Worker.Lose();
                }
            }
            _consumers = consumers;
        }
        _sourcesAgainAt = againAt;
    }

    /// <summary>Beside the others, since it may take long and wait for locks.</summary>
    private async Task TrimAsync(CancellationToken stopping)
    {
        var now = _time.GetUtcNow();
        var (givenUp, forgotten) = (MostExpired, MostExpired);
        while (givenUp == MostExpired || forgotten == MostExpired)
        {
            (givenUp, forgotten) = await _store.ExpireAsync(now - _options.HeldFor, now - _options.DeadLetterRetention, now, MostExpired,
                stopping).ConfigureAwait(false);
            if (givenUp > 0)
                Log.WaitedTooLong(_logger, givenUp, _options.HeldFor);
        }
        await _store.TrimAsync(now - _options.Retention, now, stopping).ConfigureAwait(false);
        await _store.TrimInboxAsync(now - _options.InboxRetention, stopping).ConfigureAwait(false);
        foreach (var source in _sources)
            await source.TrimAsync(stopping).ConfigureAwait(false);
        await Task.Delay(TrimsEvery, _time, stopping).ConfigureAwait(false);
    }

    /// <summary>Beside the others: to count much takes long.</summary>
    private async Task MeasureAsync(CancellationToken stopping)
    {
        await _measure.WaitAsync(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
        _standings = await _store.MeasureAsync(stopping).ConfigureAwait(false);
    }

    /// <summary>
    /// Jobs go on when a lane has been worked off, which may be theirs; nine tenths of the time are left to routing, which waits for a step. While there are
    /// none they are looked for when
    /// something has happened, whatever it was, but not more often than each second.
    /// </summary>
    private async Task RedeliverAsync(IRedeliveryStore store, CancellationToken stopping)
    {
        var begun = _time.GetTimestamp();
        var progress = await store.StepAsync(_time.GetUtcNow(), stopping).ConfigureAwait(false);
        if (progress.Added > 0)
            News();
        if (progress.HasMore)
        {
            var rest = _time.GetElapsedTime(begun) * RestsForEach;
            await Task.Delay(rest < LongestRest ? rest : LongestRest, _time, stopping).ConfigureAwait(false);
            return;
        }
        if (progress.Running > 0)
        {
            await _drained.WaitAsync(LooksForJobsEvery, stopping).ConfigureAwait(false);
            return;
        }
        await Task.Delay(LooksForJobsEvery, _time, stopping).ConfigureAwait(false);
        await _mayRedeliver.WaitAsync(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(false);
    }

    private static TimeSpan PauseAfter(TimeSpan last) =>
        last == TimeSpan.Zero ? ShortestPauseInVain : last * 2 < LongestPauseInVain ? last * 2 : LongestPauseInVain;

    /// <summary>Says that there may be more in lanes than anybody has looked for.</summary>
    private void News()
    {
        Interlocked.Increment(ref _news);
        _wake.Set();
    }

    /// <summary>Says that what was read of consumers may not be what is there.</summary>
    private void Doubt()
    {
        foreach (var source in _sources)
            source.Doubt();
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private async Task ListenAsync(CancellationToken stopping)
    {
        // Who answers from now on may be another than before.
        Doubt();
        try
        {
            await _store.ListenAsync(
                () =>
                {
                    _isListening = true;
                    News();
                    _mayRedeliver.Set();
                },
                stopping).ConfigureAwait(false);
        }
        finally
        {
            _isListening = false;
            _wake.Set();
        }
    }

    /// <summary>Says that the lanes are still held, and hears of those that are not.</summary>
    private async Task RenewAsync(CancellationToken stopping)
    {
        await Task.Delay(_options.Lease / 3, _time, stopping).ConfigureAwait(false);
        LaneWorker[] workers;
        lock (_lock)
            workers = [.. _held.Values.Select(each => each.Worker)];
        if (workers is [])
            return;
        var now = _time.GetUtcNow();
        var held = await _store.RenewAsync([.. workers.Select(worker => worker.Lease)], now, _options.Lease, stopping).ConfigureAwait(false);
        foreach (var worker in workers)
        {
            if (held.Contains(worker.Lease.Lane))
                worker.HeldUntil = now + _options.Lease;
            else if (!held.Unknown.Contains(worker.Lease.Lane))
                worker.Lose();
        }
    }

    private List<string> Free()
    {
        lock (_lock)
            return [.. _consumers.Keys.Where(name => !_held.ContainsKey(name))];
    }

    private void WakeWorkers()
    {
        lock (_lock)
        {
            foreach (var (worker, _) in _held.Values)
                worker.Wake();
        }
    }

    private void Hold(LaneLease lease, DateTimeOffset until)
    {
        _consumers[lease.Name].Take(lease);
        var worker = new LaneWorker(lease, _consumers[lease.Name], _store, _completions, _turns, _time, _logger) { HeldUntil = until };
        lock (_lock)
            _held[lease.Name] = (worker, WorkAsync(worker));
    }

    private async Task WorkAsync(LaneWorker worker)
    {
        // Not under the lock of who holds it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            try
            {
                await worker.RunAsync(_stop, _end).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !_end.IsCancellationRequested)
            {
                Failure = failure;
                Log.StoreFailed(_logger, failure);
                // Held meanwhile, so that what fails again and again is not asked for without end.
                await Task.Delay(PauseOfLane, _time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await _store.ReleaseAsync([worker.Lease], _end).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !_end.IsCancellationRequested)
        {
            // The lease runs out by itself.
            Failure = failure;
            Log.StoreFailed(_logger, failure);
        }
        finally
        {
            lock (_lock)
                _held.Remove(worker.Lease.Name);
            // What has come in the meantime, nobody has looked at.
            _wake.Set();
            _drained.Set();
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Platform.Audit.Checkpoints;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>
/// Signs what is stored and brings it out of the house: to the anchor, to the store, to whoever publishes, in this order. It has a loop of its own, so that
/// nobody who waits for the disk waits for any of them.
/// </summary>
/// <remarks>
/// If we crash after signing, nobody has seen the checkpoint. After the anchor, the next start finds it there and in the records. After the store, publishers
/// are given the next one. Only what a transaction has committed is ever signed, and records are only added, so no two checkpoints can contradict each other.
/// </remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "It is disposable; the analyzer looks for the synchronous form alone.")]
internal sealed class Publication : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IAuditStore _store;
    private readonly LogKeys _keys;
    private readonly ICheckpointAnchor? _anchor;
    private readonly ICheckpointPublisher[] _publishers;
    private readonly SequencerSettings _settings;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly DemandLoop _loop;
    private readonly ITimer _due;
    private readonly ITimer _watchdog;
    private readonly Lock _lock = new();
    private List<(long Index, AppendWaiter Waiter)> _waiters = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Epoch, long Size, TreeHash Root) _committed;
    private long _size;
    private byte[] _checkpoint = [];
    private bool _isDue;
    private bool _isTimerSet;
    private bool _isFailing;

    public Publication(
        IAuditStore store, LogKeys keys, ICheckpointAnchor? anchor, IEnumerable<ICheckpointPublisher> publishers, SequencerSettings settings, TimeProvider time, Telemetry telemetry, ILogger logger)
    {
        (_store, _keys, _anchor, _publishers, _settings, _time, _telemetry, _logger) = (store, keys, anchor, [.. publishers], settings, time, telemetry, logger);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
        _due = time.CreateTimer(static publication => ((Publication)publication!).Request(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watchdog = time.CreateTimer(static publication => ((Publication)publication!).GiveUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        telemetry.ObserveSizes(() => Read(ref _committed.Size), () => Read(ref _size));

        long Read(ref long value)
        {
            lock (_lock)
                return value;
        }
    }

    /// <summary>Whether the last checkpoint could not be brought where it belongs.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>The last checkpoint, and the size that it speaks of.</summary>
    public (long Size, ReadOnlyMemory<byte> Note) Checkpoint
    {
        get
        {
            lock (_lock)
                return (_size, _checkpoint);
        }
    }

    /// <summary>Compares the store with what was signed last.</summary>
    /// <exception cref="AuditIntegrityException">The store is older, or something else.</exception>
    public async ValueTask RecoverAsync(AuditStoreState state, CancellationToken cancellationToken)
    {
        var size = await Recovery.RequireAsync(_store, state, _keys, state.Checkpoint, "the store", cancellationToken).ConfigureAwait(false);
        if (_anchor is not null)
            await Recovery.RequireAsync(_store, state, _keys, await _anchor.ReadAsync(cancellationToken).ConfigureAwait(false), "the anchor", cancellationToken).ConfigureAwait(false);
        // What this process has signed and shown counts too, whatever the store says now.
        var (own, note) = Checkpoint;
        if (own > size)
            await Recovery.RequireAsync(_store, state, _keys, note, "this process", cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _committed = (state.Epoch, state.Size, state.Root);
            if (size > _size)
                (_size, _checkpoint) = (size, state.Checkpoint.ToArray());
        }
        // Somebody may have asked before there was anything to sign.
        _loop.Wake();
    }

    /// <summary>Somebody waits until the record is published.</summary>
    public void Add(long index, AppendWaiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.Count == 0)
                _watchdog.Change(_settings.Deadline, Timeout.InfiniteTimeSpan);
            _waiters.Add((index, waiter));
        }
    }

    /// <summary>The log has grown.</summary>
    public void Committed(long epoch, long size, TreeHash root, bool isWanted)
    {
        lock (_lock)
        {
            // A batch whose answer was lost may be found with others' records after it.
            if (size >= _committed.Size)
                _committed = (epoch, size, root);
            if (!isWanted)
            {
                if (!_isTimerSet && size > _size)
                {
                    _isTimerSet = true;
                    _due.Change(_settings.CheckpointInterval, Timeout.InfiniteTimeSpan);
                }
                return;
            }
        }
        Request();
    }

    /// <summary>Waits for a checkpoint of at least a size.</summary>
    public async ValueTask<(long Size, ReadOnlyMemory<byte> Note)> WaitAsync(long size, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_size >= size && _checkpoint.Length > 0)
                    return (_size, _checkpoint);
                changed = _changed.Task;
            }
            Request();
            await changed.WaitAsync(_settings.Deadline, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes what is left, until the deadline.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        Request();
        await _loop.Completion.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
        GiveUp();
        await _due.DisposeAsync().ConfigureAwait(false);
        await _watchdog.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    private void Request()
    {
        lock (_lock)
        {
            _isDue = true;
            _isTimerSet = false;
        }
        _loop.Wake();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever anchors, stores and publishers throw, it is tried again.")]
    private async ValueTask<LoopStep> StepAsync()
    {
        (long Epoch, long Size, TreeHash Root) committed;
        long size;
        byte[] note;
        lock (_lock)
        {
            if (!_isDue || _committed.Epoch == 0)
                return LoopStep.Idle;
            // Whoever asks from here on asks for the next one.
            _isDue = false;
            (committed, size, note) = (_committed, _size, _checkpoint);
        }
        try
        {
            if (committed.Size > size || note.Length == 0)
            {
                note = _keys.Sign(new Checkpoint(_keys.Origin, committed.Size, committed.Root));
                if (_anchor is not null)
                    await _anchor.WriteAsync(note, _loop.Stopping).ConfigureAwait(false);
                await _store.SaveCheckpointAsync(committed.Epoch, note, _loop.Stopping).ConfigureAwait(false);
                Keep(committed.Size, note);
            }
            foreach (var publisher in _publishers)
                await publisher.PublishAsync(note, _loop.Stopping).ConfigureAwait(false);
        }
        catch (AuditFencedException)
        {
            // It is another's to sign now.
            return LoopStep.Idle;
        }
        catch (Exception failure)
        {
            Failed(failure);
            return LoopStep.Failed;
        }
        Volatile.Write(ref _isFailing, false);
        Succeed(committed.Size);
        return LoopStep.Again;
    }

    private void Keep(long size, byte[] note)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (_size, _checkpoint) = (size, note);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.TrySetResult();
        _telemetry.Signed();
    }

    private void Succeed(long size)
    {
        List<(long Index, AppendWaiter Waiter)> covered;
        lock (_lock)
        {
            _isDue |= _committed.Size > size && _waiters.Exists(waiting => waiting.Index >= size);
            covered = _waiters.FindAll(waiting => waiting.Index < size);
            _waiters.RemoveAll(waiting => waiting.Index < size);
            if (_committed.Size > size && !_isDue && !_isTimerSet)
            {
                _isTimerSet = true;
                _due.Change(_settings.CheckpointInterval, Timeout.InfiniteTimeSpan);
            }
            _watchdog.Change(_waiters.Count > 0 ? _settings.Deadline : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        foreach (var (index, waiter) in covered)
        {
            waiter.Succeed(new AuditReceipt(AuditAcknowledgement.Published, index));
            waiter.Release();
        }
    }

    private void GiveUp()
    {
        List<(long Index, AppendWaiter Waiter)> given;
        lock (_lock)
            (given, _waiters) = (_waiters, []);
        foreach (var (index, waiter) in given)
        {
            waiter.GiveUpPublication(new AuditReceipt(AuditAcknowledgement.Durable, index));
            waiter.Release();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A logger that throws must not end the loop.")]
    private void Failed(Exception failure)
    {
        lock (_lock)
            _isDue = true;
        try
        {
            if (!Volatile.Read(ref _isFailing))
                Log.PublicationFailed(_logger, failure);
            _telemetry.PublicationFailed();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
        Volatile.Write(ref _isFailing, true);
    }
}

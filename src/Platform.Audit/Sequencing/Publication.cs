using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Platform.Audit.Checkpoints;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Audit.Witnesses;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>
/// Signs what is stored and brings it out of the house: to the anchor, to the store, then to whoever publishes and to witnesses. It has a loop of its own, so
/// that
/// nobody who waits for the disk waits for any of them; and so has each publisher, so that neither it nor the witnesses hold up what is signed next.
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
    private readonly Delivery[] _deliveries;
    private readonly WitnessRounds _witnesses;
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
    private (long Size, TreeHash Root) _known;
    private long _size;
    private byte[] _checkpoint = [];

    /// <summary>The same without what others have signed: what witnesses are asked for.</summary>
    private byte[] _bare = [];

    /// <summary>The last that enough witnesses have cosigned, and the checkpoint that they were asked for.</summary>
    private (long Size, byte[] Note, byte[] Bare) _witnessed = (-1, [], []);
    private bool _isDue;
    private bool _isTimerSet;
    private bool _isFailing;
    private bool _isCompared;

    public Publication(
        IAuditStore store, LogKeys keys, ICheckpointAnchor? anchor, IEnumerable<ICheckpointPublisher> publishers, IEnumerable<ICheckpointWitness> witnesses, SequencerSettings settings, TimeProvider time, Telemetry telemetry, ILogger logger)
    {
        (_store, _keys, _anchor, _settings, _time, _telemetry, _logger) = (store, keys, anchor, settings, time, telemetry, logger);
        _deliveries = [.. publishers.Select(publisher => new Delivery(publisher, settings.Deadline, time, Progress, Tell))];
        _witnesses = new WitnessRounds(store, witnesses, settings.RequiredWitnesses, settings.Deadline, time, Cosigned, TellRefused);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
        _due = time.CreateTimer(static publication => ((Publication)publication!).Request(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watchdog = time.CreateTimer(static publication => ((Publication)publication!).GiveUp(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        telemetry.ObserveSizes(() => Read(ref _committed.Size), () => Read(ref _size), () => Math.Max(0, Read(ref _witnessed.Size)));

        long Read(ref long value)
        {
            lock (_lock)
                return value;
        }
    }

    /// <summary>Whether checkpoints do not get where they belong.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing) || _witnesses.IsFailing || Array.Exists(_deliveries, static delivery => delivery.IsFailing);

    /// <summary>The last checkpoint that enough witnesses have cosigned, and the size that it speaks of.</summary>
    public (long Size, ReadOnlyMemory<byte> Note) Witnessed
    {
        get
        {
            lock (_lock)
                return (_witnessed.Size, _witnessed.Note);
        }
    }

    /// <summary>The largest tree of which this process knows that the log has signed it, whatever checkpoint the store has now; of size 0 before the first.</summary>
    public (long Size, TreeHash Root) Known
    {
        get
        {
            lock (_lock)
                return _known;
        }
    }

    /// <summary>A checkpoint of the log was seen.</summary>
    public void Remember(long size, TreeHash root)
    {
        lock (_lock)
        {
            if (size > _known.Size)
                _known = (size, root);
        }
    }

    /// <summary>Compares the store with what was signed last.</summary>
    /// <exception cref="AuditIntegrityException">The store is older, or something else.</exception>
    public async ValueTask RecoverAsync(AuditStoreState state, CancellationToken cancellationToken)
    {
        var size = await Recovery.RequireAsync(_store, state, _keys, state.Checkpoint, "the store", cancellationToken).ConfigureAwait(false);
        if (_anchor is not null)
        {
            var anchored = await _anchor.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (anchored.IsEmpty && !state.Checkpoint.IsEmpty && !_settings.AcceptsEmptyAnchor)
            {
                throw new AuditIntegrityException(
                    "The store of the audit log has a signed checkpoint, and the anchor has none: it was lost or taken away, and nothing would tell whether the store was restored from a backup. Bring it back; or, for a log that had no anchor before, set AcceptsEmptyAnchor for one start.");
            }
            await Recovery.RequireAsync(_store, state, _keys, anchored, "the anchor", cancellationToken).ConfigureAwait(false);
            Remember(anchored);
        }
        Remember(state.Checkpoint);
        // What this process has signed and shown counts too, whatever the store says now.
        long own;
        byte[] note;
        lock (_lock)
            (own, note) = (_size, _checkpoint);
        if (own > size)
            await Recovery.RequireAsync(_store, state, _keys, note, "this process", cancellationToken).ConfigureAwait(false);
        // Before anything is recorded or signed, and again where another process has signed meanwhile.
        if (!_settings.AcceptsWitnessConflict && (!_isCompared || size > own))
            await RequireWitnessedAsync(size, state.Checkpoint, cancellationToken).ConfigureAwait(false);
        _isCompared = true;
        lock (_lock)
        {
            _committed = (state.Epoch, state.Size, state.Root);
            if (size > _size)
            {
                // Whoever was to have it, and did not get it from the process before, gets it now.
                (_size, _checkpoint) = (size, state.Checkpoint.ToArray());
                _bare = _keys.Bare(_checkpoint);
                Array.ForEach(_deliveries, delivery => delivery.Offer(_size, _checkpoint));
                _witnesses.Offer(_size, _bare);
            }
        }
        // Somebody may have asked before there was anything to sign.
        _loop.Wake();
    }

    private void Remember(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.IsEmpty)
            return;
        var (size, root) = Recovery.Read(_keys, checkpoint.Span, "question");
        Remember(size, root);
    }

    /// <summary>
    /// A witness that has seen more than the store has is the best evidence of a backup that was restored, and asked afterwards it would be evidence of two histories. A log that has signed nothing asks with an empty
    /// tree, which every history continues.
    /// </summary>
    private async ValueTask RequireWitnessedAsync(long size, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        var note = checkpoint.IsEmpty ? _keys.Sign(new Checkpoint(_keys.Origin, 0, TreeHash.Empty)) : _keys.Bare(checkpoint.ToArray());
        // Whoever appends meanwhile waits no longer than the deadline.
        if (await _witnesses.FindContradictionAsync(size, note, _settings.Deadline / 2, cancellationToken).ConfigureAwait(false) is { } contradiction)
        {
            throw new AuditIntegrityException(
                $"{contradiction}: the store was restored from a backup perhaps, or is another history. Going on would make a second history of the same log; bring the missing records back, or begin a log with another origin. If it is the witness that is wrong, set AcceptsWitnessConflict for one start.");
        }
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
        await Task.WhenAll([_witnesses.StopAsync(deadline), .. _deliveries.Select(delivery => delivery.StopAsync(deadline))]).ConfigureAwait(false);
        // What was cosigned at the end goes into the store.
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
        byte[] bare;
        (long Size, byte[] Note, byte[] Bare) witnessed;
        lock (_lock)
        {
            if (!_isDue || _committed.Epoch == 0)
                return LoopStep.Idle;
            // Whoever asks from here on asks for the next one.
            _isDue = false;
            (committed, size, note, bare, witnessed) = (_committed, _size, _checkpoint, _bare, _witnessed);
        }
        try
        {
            if (committed.Size > size || note.Length == 0)
            {
                note = _keys.Sign(new Checkpoint(_keys.Origin, committed.Size, committed.Root));
                await AnchorAsync(committed.Epoch, note).ConfigureAwait(false);
                await _store.SaveCheckpointAsync(committed.Epoch, note, _loop.Stopping).ConfigureAwait(false);
                Remember(committed.Size, committed.Root);
                Keep(committed.Size, note, note);
                _telemetry.Signed();
                _witnesses.Offer(committed.Size, note);
            }
            else if (witnessed.Bare == bare && witnessed.Note != note)
            {
                await _store.SaveCheckpointAsync(committed.Epoch, witnessed.Note, _loop.Stopping).ConfigureAwait(false);
                Keep(size, witnessed.Note, bare);
            }
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
        Progress();
        return LoopStep.Again;
    }

    private async ValueTask AnchorAsync(long epoch, byte[] note)
    {
        if (_anchor is null)
            return;
        // A process that was paused learns here, and not after it has shown what is not its to sign any more.
        if ((await _store.ReadStateAsync(_loop.Stopping).ConfigureAwait(false)).Epoch != epoch)
            throw new AuditFencedException($"Epoch {epoch} is over.");
        await _anchor.WriteAsync(note, _loop.Stopping).ConfigureAwait(false);
    }

    /// <summary>Enough witnesses have cosigned.</summary>
    private void Cosigned(long size, byte[] bare, byte[] note)
    {
        lock (_lock)
        {
            if (size <= _witnessed.Size)
                return;
            _witnessed = (size, note, bare);
            // The store keeps it where it is the last; those who prove take it in any case.
            _isDue |= _bare == bare;
        }
        Progress();
        _loop.Wake();
    }

    private void Keep(long size, byte[] note, byte[] bare)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (_size, _checkpoint, _bare) = (size, note, bare);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.TrySetResult();
        foreach (var delivery in _deliveries)
            delivery.Offer(size, note);
    }

    /// <summary>Tells those for whom the log has come far enough.</summary>
    private void Progress()
    {
        List<(long Index, AppendWaiter Waiter)> covered;
        lock (_lock)
        {
            var published = Array.TrueForAll(_deliveries, delivery => delivery.Size >= 0) ? _deliveries.Aggregate(_size, static (least, delivery) => Math.Min(least, delivery.Size)) : 0;
            var witnessed = Math.Min(published, _witnessed.Size);
            // A level is never signed for in vain: what has come since is due when somebody waits for it.
            _isDue |= _committed.Size > _size && _waiters.Exists(waiting => waiting.Index >= _size);
            bool IsCovered((long Index, AppendWaiter Waiter) waiting) => waiting.Index < (waiting.Waiter.Level == AuditAcknowledgement.Witnessed ? witnessed : published);
            covered = _waiters.FindAll(IsCovered);
            _waiters.RemoveAll(IsCovered);
            if (_committed.Size > _size && !_isDue && !_isTimerSet)
            {
                _isTimerSet = true;
                _due.Change(_settings.CheckpointInterval, Timeout.InfiniteTimeSpan);
            }
            if (covered.Count > 0)
                _watchdog.Change(_waiters.Count > 0 ? _settings.Deadline : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        foreach (var (index, waiter) in covered)
        {
            waiter.Succeed(new AuditReceipt(waiter.Level, index));
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
            waiter.GiveUpPublication(
                new AuditReceipt(AuditAcknowledgement.Durable, index), waiter.Level == AuditAcknowledgement.Witnessed ? AuditUnavailability.Unwitnessed : AuditUnavailability.Unpublished);
            waiter.Release();
        }
    }

    private void Failed(Exception failure)
    {
        lock (_lock)
            _isDue = true;
        Tell(failure, isFirst: !_isFailing);
        Volatile.Write(ref _isFailing, true);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A logger that throws must not end the loop.")]
    private void Tell(Exception failure, bool isFirst)
    {
        try
        {
            if (isFirst)
                Log.PublicationFailed(_logger, failure);
            _telemetry.PublicationFailed();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A logger that throws must not end the loop.")]
    private void TellRefused(string witness, string reason, bool isAnotherHistory)
    {
        try
        {
            if (isAnotherHistory)
                Log.AnotherHistory(_logger, witness, reason);
            else
                Log.NotWitnessed(_logger, witness, reason);
            _telemetry.PublicationFailed();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>
/// Gives records their place: one batch at a time goes to the store, and what is appended meanwhile makes the next. Whatever breaks, it starts again
/// from what the store has.
/// </summary>
/// <remarks>One loop does it all; only <see cref="Interrupt"/> comes from elsewhere, to tell whoever waits that it takes too long.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "It is disposable; the analyzer looks for the synchronous form alone.")]
internal sealed partial class Sequencer : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IAuditStore _store;
    private readonly IAuditIntakeStore? _intake;
    private readonly LogKeys _keys;
    private readonly Publication _publication;
    private readonly SequencerSettings _settings;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly DemandLoop _loop;
    private readonly ITimer _watchdog;
    private readonly ITimer _heartbeats;
    private readonly ITimer _looks;
    private readonly ITimer _tries;
    private readonly AuditBatch _batch = new();
    private readonly List<QueuedRecord> _sent = [];
    private readonly List<Memory<byte>> _bytes = [];
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private GrowingTree? _tree;
    private AuditUnavailability? _unavailability;
    private AuditIntegrityException? _refusal;
    private long _epoch;
    private long _lastRecorded = RecordHeader.Microseconds(DateTimeOffset.MinValue);
    private (long Size, TreeHash Root) _seen;
    private int _failures;
    private Task? _stop;
    private bool _isElsewhere;
    private bool _isTryDue;
    private bool _isRelayUnanswered;
    private bool _isLookDue;
    private bool _isTimeHeld;
    private bool _isWatched;

    public Sequencer(
        IAuditStore store, LogKeys keys, Publication publication, AppendQueue queue, SequencerSettings settings, TimeProvider time, Telemetry telemetry, ILogger logger)
    {
        (_store, _keys, _publication, Queue, _settings, _time, _telemetry, _logger) = (store, keys, publication, queue, settings, time, telemetry, logger);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
        _watchdog = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).Interrupt(AuditUnavailability.TooSlow), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var interval = settings.HeartbeatInterval > TimeSpan.Zero ? settings.HeartbeatInterval : Timeout.InfiniteTimeSpan;
        _heartbeats = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).Beat(), this, interval, interval);
        _intake = settings.IntakeInterval > TimeSpan.Zero ? store as IAuditIntakeStore : null;
        var look = _intake is null ? Timeout.InfiniteTimeSpan : settings.IntakeInterval;
        _looks = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).LookIntoIntake(), this, look, look);
        _tries = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).TryAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        telemetry.Observe(() => queue.Count, () => Unavailability is null);
        // The first record of a producer, whoever appends first.
        AppendOwn(AuditRecordKind.Started, settings.ProducerName);
    }

    public AppendQueue Queue { get; }

    /// <summary>Why nothing can be recorded now; <see langword="null"/> while all is well.</summary>
    public AuditUnavailability? Unavailability => Volatile.Read(ref _unavailability);

    /// <summary>Whether another process has the log, and what is appended here is left in the intake for it.</summary>
    public bool IsElsewhere => Volatile.Read(ref _isElsewhere);

    /// <summary>Something was put into the queue.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>There may be something in the intake.</summary>
    public void LookIntoIntake()
    {
        if (_intake is null)
            return;
        Volatile.Write(ref _isLookDue, true);
        _loop.Wake();
    }

    /// <summary>Waits until the log was taken, or it is known that it cannot be now.</summary>
    /// <exception cref="AuditIntegrityException">The store is not what was signed: it never will be.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loop.Wake();
        await _tried.Task.WaitAsync(_settings.Deadline, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        RequireNotRefused();
    }

    /// <exception cref="AuditIntegrityException">The store is not what was signed.</exception>
    public void RequireNotRefused()
    {
        if (Volatile.Read(ref _refusal) is { } refusal)
            throw new AuditIntegrityException(refusal.Message, refusal);
    }

    /// <summary>Tells whoever waits that the store takes too long. What is on its way stays there; what is not, and must not happen without, is withdrawn.</summary>
    public void Interrupt(AuditUnavailability reason)
    {
        lock (_lock)
        {
            if (_unavailability is null && reason != AuditUnavailability.Stopped)
                Tell(() => Log.Unavailable(_logger, reason.Message));
            Volatile.Write(ref _unavailability, reason);
        }
        var (allowed, rejected) = Queue.Interrupt(reason);
        Tell(() =>
        {
            _telemetry.GivenUp(allowed, rejected);
            if (allowed > 0)
                Log.AllowedUnrecorded(_logger, allowed);
        });
    }

    /// <summary>
    /// Records what is left, signs it, lets go of the log, and says what could not be recorded within the deadline. Whoever comes second waits for the first.
    /// </summary>
    /// <param name="cancellationToken">
    /// Stops waiting, and not the end: a host whose patience others have used up would otherwise lose what waits. Whoever disposes of
    /// the log waits for it.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task stop;
        lock (_lock)
            stop = _stop ??= EndAsync();
        await stop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _publication.DisposeAsync().ConfigureAwait(false);
        _keys.Dispose();
    }

    private async Task EndAsync()
    {
        // From the call on, however late the rest gets a thread.
        using var deadline = new CancellationTokenSource(_settings.StopDeadline, _time);
        // Not under the lock of whoever asks.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _heartbeats.DisposeAsync().ConfigureAwait(false);
        await _looks.DisposeAsync().ConfigureAwait(false);
        await _tries.DisposeAsync().ConfigureAwait(false);
        // Who has appended nothing has not begun, and leaves the log alone.
        var hasBegun = _tried.Task.IsCompleted || Queue.CountLeft() > 0;
        if (hasBegun)
            AppendOwn(AuditRecordKind.Stopped);
        Queue.Close();
        if (hasBegun)
            _loop.Wake();
        // Of another's log there is nothing to wait for.
        if (_epoch > 0 || IsElsewhere || Queue.CountLeft() > 0)
            await _loop.Completion.WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _publication.StopAsync(deadline.Token).ConfigureAwait(false);
        _loop.Dispose();
        TellOfWhatIsLost();
        Interrupt(AuditUnavailability.Stopped);
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        if (_loop.Completion.IsCompleted && _tree is not null)
            await ReleaseAsync().ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown here, whoever waits must be told; the loop must not end.")]
    private async ValueTask<LoopStep> StepAsync()
    {
        if (_refusal is not null)
            return LoopStep.Idle;
        if (!_isWatched)
        {
            _isWatched = true;
            _watchdog.Change(_settings.Deadline, Timeout.InfiniteTimeSpan);
        }
        try
        {
            if (_isRelayUnanswered)
                await RelayAsync().ConfigureAwait(false);
            if (_tree is null && !await TryAcquireAsync().ConfigureAwait(false))
                return await StandByAsync().ConfigureAwait(false);
            if (_sent.Count == 0)
            {
                await DropAsync().ConfigureAwait(false);
                await TakeUpIntakeAsync().ConfigureAwait(false);
                Queue.Take(_sent, _bytes, _settings.MostInBatch, _settings.MostInBatchBytes, Now());
            }
            if (_sent.Count > 0)
                await CommitAsync().ConfigureAwait(false);
            else
                Recovered();
            return Queue.HasMore || Volatile.Read(ref _isLookDue) ? LoopStep.Again : LoopStep.Idle;
        }
        catch (AuditFencedException)
        {
            _tree = null;
            // What it is about is found out when the log is taken again, or is known to be another's.
            return _intake is null ? LostToAnother() : LoopStep.Failed;
        }
        catch (OperationCanceledException) when (_loop.Stopping.IsCancellationRequested)
        {
            // The store has not failed: it was told not to go on. What is left is told by the end.
            _tree = null;
            return LoopStep.Idle;
        }
        catch (AuditIntegrityException refusal)
        {
            await RefuseAsync(refusal).ConfigureAwait(false);
            return LoopStep.Idle;
        }
        catch (Exception failure)
        {
            // What the store has is found out when it is taken again: at once the first time, while whoever waits goes on waiting.
            _tree = null;
            Tell(() => Log.StoreFailed(_logger, failure));
            if (++_failures == 1 && !_loop.Stopping.IsCancellationRequested)
                return LoopStep.Again;
            Interrupt(new AuditUnavailability("The store of the audit log fails.", failure));
            return LoopStep.Failed;
        }
    }

    /// <summary>
    /// Who had the log a moment ago tries again before anybody is told: a connection that was cut keeps its lock until the server has noticed. The watchdog is
    /// not appeased by that.
    /// </summary>
    private LoopStep LostToAnother()
    {
        if (_epoch == 0 || Unavailability is not null)
            Interrupt(AuditUnavailability.Elsewhere);
        return LoopStep.Failed;
    }

    /// <summary>
    /// Another process has the log. What is appended here is left for it in the intake, so that it is on the disk all the same; where there is none, nothing
    /// can be recorded.
    /// </summary>
    private async ValueTask<LoopStep> StandByAsync()
    {
        if (_intake is null)
            return LostToAnother();
        if (!_isElsewhere)
        {
            var state = await _store.ReadStateAsync(_loop.Stopping).ConfigureAwait(false);
            // Nobody has it but a connection of this process that is cut, and whose last batch may still come.
            if (_epoch > 0 && state.Epoch == _epoch)
                return LostToAnother();
            await RequireSeenAsync(state).ConfigureAwait(false);
            // Its epoch is over, so a drop that was on its way has happened by now, or never will: then its number is explained, like any that was lost.
            await SettleDropAsync(state).ConfigureAwait(false);
            if (_sent.Count > 0 && await HasBatchAsync(state).ConfigureAwait(false))
                Deliver();
            // Rows stay where they are, for whoever has the log.
            Queue.Withdraw([], _sent, _bytes);
            Volatile.Write(ref _isElsewhere, true);
            _tries.Change(LongestPause, LongestPause);
        }
        if (_sent.Count == 0)
            Queue.Take(_sent, _bytes, _settings.MostInBatch, _settings.MostInBatchBytes, Now());
        if (_sent.Count == 0)
        {
            Recovered();
            return LoopStep.Idle;
        }
        await RelayAsync().ConfigureAwait(false);
        return LoopStep.Again;
    }

    /// <summary>Sent until there is an answer: the store takes it once.</summary>
    private async ValueTask RelayAsync()
    {
        _isRelayUnanswered = true;
        for (var at = 0; at < _sent.Count; at++)
        {
            // Whoever takes it up finds it by that.
            if (_sent[at].Enclosed > 0)
                Enclosure.Attach(_bytes[at].Span);
        }
        var relay = new AuditRelay(
            Queue.Producer, RecordHeader.Sequence(_bytes[0].Span), RecordHeader.Sequence(_bytes[^1].Span), [.. _bytes.Select(static record => (ReadOnlyMemory<byte>)record)]);
        await _intake!.RelayAsync(relay, _loop.Stopping).ConfigureAwait(false);
        _isRelayUnanswered = false;
        Recovered();
        Queue.Finish(_sent);
        foreach (var record in _sent)
        {
            if (record.Waiter is not { } waiter)
                continue;
            var receipt = new AuditReceipt(AuditAcknowledgement.Durable, -1);
            if (waiter.Level > AuditAcknowledgement.Durable)
                waiter.GiveUpPublication(receipt, AuditUnavailability.SignedElsewhere);
            else
                waiter.Succeed(receipt);
            waiter.Release();
        }
        _sent.Clear();
        _bytes.Clear();
    }

    /// <summary>Takes the log, and looks whether it is what was left: by this process, if it had a batch on its way, and by whoever signed last.</summary>
    private async ValueTask<bool> TryAcquireAsync()
    {
        if (_isElsewhere && !_isTryDue)
            return false;
        Volatile.Write(ref _isTryDue, false);
        var isRefused = false;
        try
        {
            if (await _store.TryAcquireAsync(_loop.Stopping).ConfigureAwait(false) is not { } state)
                return false;
            var tree = await GrowingTree.LoadAsync(_store, state, _loop.Stopping).ConfigureAwait(false);
            await RequireSeenAsync(state).ConfigureAwait(false);
            await _publication.RecoverAsync(state, _loop.Stopping).ConfigureAwait(false);
            _lastRecorded = Math.Max(_lastRecorded, await ReadLastTimeAsync(state).ConfigureAwait(false));
            (_tree, _epoch, _seen) = (tree, state.Epoch, (state.Size, state.Root));
            await SettleDropAsync(state).ConfigureAwait(false);
            Volatile.Write(ref _isElsewhere, false);
            _tries.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _isLookDue, _intake is not null);
            if (_sent.Count > 0 && await HasBatchAsync(state).ConfigureAwait(false))
                Deliver();
            else if (Queue.IntakeCount > 0)
                Queue.Withdraw([.. await _intake!.FindIntakeAsync(Queue.IntakeRows(), _loop.Stopping).ConfigureAwait(false)], _sent, _bytes);
            return true;
        }
        catch (AuditIntegrityException)
        {
            isRefused = true;
            throw;
        }
        finally
        {
            // Whoever waits for the start asks then whether it was refused.
            if (!isRefused)
                _tried.TrySetResult();
        }
    }

    /// <summary>
    /// What this process has seen in the store, and told those who appended, must still be there: a database may come back shorter than it was, from a
    /// replica that had not received the
    /// end or from a snapshot.
    /// </summary>
    private async ValueTask RequireSeenAsync(AuditStoreState state)
    {
        var (size, root) = _seen;
        if (size == 0)
            return;
        if (state.Size < size)
        {
            throw new AuditIntegrityException(
                $"The store of the audit log has {state.Size} records, and this process has seen {size}: the last {size - state.Size} were acknowledged, and the database has lost them. Bring them back, from the server that had them; going on would give their places to others.");
        }
        try
        {
            if (await new TileReader(_store, state.Size).Prover.ContinuesAsync(size, root, state.Size, state.Root, _loop.Stopping).ConfigureAwait(false))
                return;
        }
        catch (TileException exception)
        {
            throw new AuditIntegrityException($"The store of the audit log is damaged before record {size}, which this process has seen: {exception.Message}", exception);
        }
        throw new AuditIntegrityException($"The {state.Size} records in the store of the audit log do not continue the {size} that this process has seen: they were changed, or are another history.");
    }

    /// <summary>From the record itself, which is in the tree, and not from a column beside it.</summary>
    private async ValueTask<long> ReadLastTimeAsync(AuditStoreState state)
    {
        if (state.Size == 0)
            return RecordHeader.Microseconds(state.LastRecordedAt);
        var last = await new TileReader(_store, state.Size).ReadEntryAsync(state.Size - 1, _loop.Stopping).ConfigureAwait(false);
        return RecordHeader.IsWellFormed(last.Span) ? RecordHeader.Recorded(last.Span) : RecordHeader.Microseconds(state.LastRecordedAt);
    }

    private async ValueTask RefuseAsync(AuditIntegrityException refusal)
    {
        _tree = null;
        Volatile.Write(ref _refusal, refusal);
        Tell(() => Log.Refused(_logger, refusal));
        Queue.Close();
        Interrupt(new AuditUnavailability(refusal.Message, refusal));
        // Whoever hears of it and starts another finds the log free.
        await ReleaseAsync().ConfigureAwait(false);
        _tried.TrySetResult();
    }

    /// <summary>Whether the batch whose answer is missing was committed. No two records are the same: each has its producer and its number.</summary>
    private async ValueTask<bool> HasBatchAsync(AuditStoreState state) =>
        state.Size >= _batch.Size && await HasAsync(state, _batch.FirstIndex, _batch.Records[0]).ConfigureAwait(false);

    /// <summary>
    /// Gives numbers to what was committed in others' transactions, when all that was taken up before is recorded. Rows stay where they are until the transaction that adds
    /// their records: if we crash before it, they are taken up again, and after it they are gone.
    /// </summary>
    private async ValueTask TakeUpIntakeAsync()
    {
        if (!Volatile.Read(ref _isLookDue) || Queue.IntakeCount > 0)
            return;
        Volatile.Write(ref _isLookDue, false);
        var rows = await _intake!.ReadIntakeAsync(_settings.MostInBatch, _settings.MostInBatchBytes, _loop.Stopping).ConfigureAwait(false);
        var bytes = 0L;
        foreach (var row in rows)
        {
            bytes += row.Record.Length;
            if (row.IsRelayed && AuditIntakeRecord.IsRelayed(row.Record.Span, _keys.Policy))
            {
                if (!Queue.TryAddIntake(row.Record.ToArray(), row.Id, isRelayed: true))
                    return;
                continue;
            }
            var record = AuditIntakeRecord.Read(row.Record.Span, _time.GetUtcNow(), out var isWellFormed);
            if (!Queue.TryAddIntake(record, row.Id, isRelayed: false))
                return;
            if (!isWellFormed)
                Tell(() => Log.IntakeMalformed(_logger, row.Id));
        }
        if (rows.Count == _settings.MostInBatch || bytes + EntryBundle.MaxEntryLength > _settings.MostInBatchBytes)
            Volatile.Write(ref _isLookDue, true);
    }

    private async ValueTask CommitAsync()
    {
        var recorded = HoldTime(Now());
        _batch.Begin(_epoch, _tree!.Size, RecordHeader.Time(recorded));
        for (var at = 0; at < _sent.Count; at++)
        {
            var record = _bytes[at][..^_sent[at].Enclosed];
            RecordHeader.Seal(record.Span, recorded, _isTimeHeld);
            if (_sent[at].Enclosed > 0)
                Enclosure.AddTo(_batch, _batch.Size, _bytes[at].Span[record.Length..]);
            _batch.Add(record);
            if (_sent[at].IntakeRow is not 0 and var row)
                _batch.AddIntake(row);
        }
        _tree.Append(_batch);
        var began = _time.GetTimestamp();
        var isCommitted = false;
        using var span = _telemetry.StartCommit(_sent.Count);
        try
        {
            await _store.CommitAsync(_batch, _loop.Stopping).ConfigureAwait(false);
            isCommitted = true;
        }
        finally
        {
            if (!isCommitted)
                span?.SetStatus(ActivityStatusCode.Error);
            _telemetry.Committed(_sent.Count, isCommitted, _time.GetElapsedTime(began));
        }
        _lastRecorded = recorded;
        Deliver();
    }

    private void Deliver()
    {
        // Before anybody is told: who appends again at once must not be refused, and what was acknowledged is what must be there from now on.
        if (_batch.Size > _seen.Size)
            _seen = (_batch.Size, _batch.Root);
        Recovered();
        Queue.Finish(_sent);
        if (_batch.Intake.Count > 0)
            Tell(() => _telemetry.TakenUp(_batch.Intake.Count));
        var isWanted = false;
        for (var at = 0; at < _sent.Count; at++)
        {
            if (_sent[at].Waiter is not { } waiter)
                continue;
            var receipt = new AuditReceipt(AuditAcknowledgement.Durable, _batch.FirstIndex + at);
            if (waiter.Level > AuditAcknowledgement.Durable)
            {
                _publication.Add(receipt.Index, waiter);
                isWanted = true;
                continue;
            }
            waiter.Succeed(receipt);
            waiter.Release();
        }
        _sent.Clear();
        _bytes.Clear();
        _publication.Committed(_epoch, _batch.Size, _batch.Root, isWanted);
    }

    private void Recovered()
    {
        (_failures, _isWatched) = (0, false);
        _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            if (_unavailability is null)
                return;
            Volatile.Write(ref _unavailability, null);
        }
        Tell(() => Log.Available(_logger));
    }

    /// <summary>The time of the next records: never before that of the last ones, whatever the clock says.</summary>
    private long HoldTime(long now)
    {
        var isHeld = now < _lastRecorded;
        if (isHeld && !_isTimeHeld)
        {
            var behind = TimeSpan.FromMicroseconds(_lastRecorded - now);
            Tell(() =>
            {
                _telemetry.TimeHeld();
                Log.TimeHeld(_logger, behind);
            });
        }
        _isTimeHeld = isHeld;
        return Math.Max(now, _lastRecorded);
    }

    private void TryAgain()
    {
        Volatile.Write(ref _isTryDue, true);
        _loop.Wake();
    }

    private void Beat() => AppendOwn(AuditRecordKind.Heartbeat);

    private void AppendOwn(AuditRecordKind kind, string? name = null)
    {
        Span<byte> record = stackalloc byte[RecordHeader.Length + 1 + byte.MaxValue];
        var length = RecordHeader.Length;
        if (name is not null)
        {
            var written = Encoding.UTF8.GetBytes(name, record[(length + 1)..]);
            record[length] = (byte)written;
            length += 1 + written;
        }
        if (Queue.TryAdd(record[..length], kind, Now(), waiter: null, out _) && kind == AuditRecordKind.Heartbeat)
            _loop.Wake();
    }

    private long Now() => RecordHeader.Microseconds(_time.GetUtcNow());

    [SuppressMessage("Design", "CA1031", Justification = "Whoever comes next takes it all the same, once this process is gone.")]
    private async ValueTask ReleaseAsync()
    {
        try
        {
            await _store.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Tell(() => Log.StoreFailed(_logger, failure));
        }
    }

    private void TellOfWhatIsLost()
    {
        var left = Queue.CountLeft();
        if (left == 0)
            return;
        Tell(() =>
        {
            _telemetry.Lost(left);
            Log.LostAtStop(_logger, left);
        });
    }

    /// <summary>A listener or a logger that throws must not end the loop: whoever waits would wait for ever.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "There is nobody left to tell.")]
    private static void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // What was to be told is lost, and nothing else.
        }
    }
}

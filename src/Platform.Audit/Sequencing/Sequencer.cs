using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>
/// Gives records their place: one batch at a time goes to the store, and what is appended meanwhile makes the next. Whatever breaks, it starts again
/// from what the store has.
/// </summary>
/// <remarks>One loop does it all; only <see cref="Interrupt"/> comes from elsewhere, to tell whoever waits that it takes too long.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "It is disposable; the analyzer looks for the synchronous form alone.")]
internal sealed class Sequencer : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IAuditStore _store;
    private readonly IAuditIntakeStore? _intake;
    private readonly IAuditContentProtector? _protector;
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
    private int _failures;
    private bool _isLookDue;
    private bool _isTimeHeld;
    private bool _isWatched;
    private bool _isStopping;

    public Sequencer(
        IAuditStore store, LogKeys keys, Publication publication, AppendQueue queue, SequencerSettings settings, TimeProvider time, Telemetry telemetry, ILogger logger,
        IAuditContentProtector? protector = null)
    {
        _protector = protector;
        (_store, _keys, _publication, Queue, _settings, _time, _telemetry, _logger) = (store, keys, publication, queue, settings, time, telemetry, logger);
        _loop = new DemandLoop(StepAsync, time, LongestPause);
        _watchdog = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).Interrupt(AuditUnavailability.TooSlow), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var interval = settings.HeartbeatInterval > TimeSpan.Zero ? settings.HeartbeatInterval : Timeout.InfiniteTimeSpan;
        _heartbeats = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).Beat(), this, interval, interval);
        _intake = settings.IntakeInterval > TimeSpan.Zero ? store as IAuditIntakeStore : null;
        var look = _intake is null ? Timeout.InfiniteTimeSpan : settings.IntakeInterval;
        _looks = time.CreateTimer(static sequencer => ((Sequencer)sequencer!).LookIntoIntake(), this, look, look);
        telemetry.Observe(() => queue.Count, () => Unavailability is null);
        // The first record of a producer, whoever appends first.
        AppendOwn(AuditRecordKind.Started, settings.ProducerName);
    }

    public AppendQueue Queue { get; }

    /// <summary>Why nothing can be recorded now; <see langword="null"/> while all is well.</summary>
    public AuditUnavailability? Unavailability => Volatile.Read(ref _unavailability);

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

    /// <summary>Records what is left, signs it, lets go of the log, and says what could not be recorded within the deadline.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isStopping)
                return;
            _isStopping = true;
        }
        await _heartbeats.DisposeAsync().ConfigureAwait(false);
        await _looks.DisposeAsync().ConfigureAwait(false);
        // Who has appended nothing has not begun, and leaves the log alone.
        var hasBegun = _tried.Task.IsCompleted || Queue.CountLeft() > 0;
        if (hasBegun)
            AppendOwn(AuditRecordKind.Stopped);
        Queue.Close();
        if (hasBegun)
            _loop.Wake();
        using (var deadline = new CancellationTokenSource(_settings.StopDeadline, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
        {
            // Of another's log there is nothing to wait for.
            if (_epoch > 0 || Queue.CountLeft() > 0)
                await _loop.Completion.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _publication.StopAsync(either.Token).ConfigureAwait(false);
        }
        _loop.Dispose();
        TellOfWhatIsLost();
        Interrupt(AuditUnavailability.Stopped);
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        if (_loop.Completion.IsCompleted && _tree is not null)
            await ReleaseAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _publication.DisposeAsync().ConfigureAwait(false);
        _keys.Dispose();
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
            if (_tree is null && !await TryAcquireAsync().ConfigureAwait(false))
                return _refusal is null ? LostToAnother() : LoopStep.Idle;
            if (_sent.Count == 0)
            {
                await TakeUpIntakeAsync().ConfigureAwait(false);
                Queue.Take(_sent, _bytes, _settings.MostInBatch, Now());
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
            return LostToAnother();
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

    /// <summary>Takes the log, and looks whether it is what was left: by this process, if it had a batch on its way, and by whoever signed last.</summary>
    private async ValueTask<bool> TryAcquireAsync()
    {
        try
        {
            if (await _store.TryAcquireAsync(_loop.Stopping).ConfigureAwait(false) is not { } state)
                return false;
            var tree = await GrowingTree.LoadAsync(_store, state, _loop.Stopping).ConfigureAwait(false);
            await _publication.RecoverAsync(state, _loop.Stopping).ConfigureAwait(false);
            (_tree, _epoch) = (tree, state.Epoch);
            _lastRecorded = Math.Max(_lastRecorded, RecordHeader.Microseconds(state.LastRecordedAt));
            if (_sent.Count > 0 && await HasBatchAsync(state).ConfigureAwait(false))
                Deliver();
            else if (Queue.IntakeCount > 0)
                Queue.Withdraw([.. (await ReadIntakeAsync().ConfigureAwait(false)).Select(static row => row.Id)], _sent, _bytes);
            return true;
        }
        catch (AuditIntegrityException refusal)
        {
            Volatile.Write(ref _refusal, refusal);
            Tell(() => Log.Refused(_logger, refusal));
            Queue.Close();
            Interrupt(new AuditUnavailability(refusal.Message, refusal));
            await ReleaseAsync().ConfigureAwait(false);
            return false;
        }
        finally
        {
            _tried.TrySetResult();
        }
    }

    /// <summary>Whether the batch whose answer is missing was committed. No two records are the same: each has its producer and its number.</summary>
    private async ValueTask<bool> HasBatchAsync(AuditStoreState state)
    {
        if (state.Size < _batch.Size)
            return false;
        var first = await new TileReader(_store, state.Size).ReadEntryAsync(_batch.FirstIndex, _loop.Stopping).ConfigureAwait(false);
        return first.Span.SequenceEqual(_batch.Records[0].Span);
    }

    /// <summary>
    /// Gives numbers to what was committed in others' transactions, when all that was taken up before is recorded. Rows stay where they are until the transaction that adds
    /// their records: if we crash before it, they are taken up again, and after it they are gone.
    /// </summary>
    private async ValueTask TakeUpIntakeAsync()
    {
        if (!Volatile.Read(ref _isLookDue) || Queue.IntakeCount > 0)
            return;
        Volatile.Write(ref _isLookDue, false);
        var rows = await ReadIntakeAsync().ConfigureAwait(false);
        foreach (var row in rows)
        {
            var record = AuditIntakeRecord.Read(row.Record.Span, _time.GetUtcNow(), out var isWellFormed, _protector);
            if (!Queue.TryAddIntake(record, row.Id))
                return;
            if (!isWellFormed)
                Tell(() => Log.IntakeMalformed(_logger, row.Id));
        }
        if (rows.Count == _settings.MostInBatch)
            Volatile.Write(ref _isLookDue, true);
    }

    private ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync() => _intake!.ReadIntakeAsync(_settings.MostInBatch, _loop.Stopping);

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
        // Before anybody is told: who appends again at once must not be refused.
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
            if (waiter.Level == AuditAcknowledgement.Published)
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

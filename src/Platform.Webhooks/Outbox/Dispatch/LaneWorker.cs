using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>Works on one lane that is held, until nothing is due in it or it is lost. All decisions are made by one loop; attempts run beside it and tell it how they ended.</summary>
internal sealed class LaneWorker(LaneLease lease, ILaneConsumer consumer, IOutboxStore store, CompletionWriter completions, SemaphoreSlim turns, TimeProvider time, ILogger logger)
{
    /// <summary>How many are read at once. More would save little, and stand in memory for longer.</summary>
    private const int MostFetched = 256;

    /// <summary>How many may be made and not yet written down, besides those under way: what a process that is killed leaves to be made twice, and what one transaction writes at least under load.</summary>
    private const int MostUnwritten = 64;

    /// <summary>In the middle: retries of a consumer that throws are not spread.</summary>
    private const double UnspreadRandom = 0.5;

    private static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    /// <summary>When nothing has happened for so long. Most attempts are quicker, and need not pay for it.</summary>
    private static readonly TimeSpan LooksAheadAfter = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan NotesEvery = TimeSpan.FromSeconds(1);

    /// <summary>Timers cannot be set for years ahead.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly Channel<Happening> _happened = Channel.CreateUnbounded<Happening>();
    private readonly Queue<OutboxMessage> _queue = [];
    private readonly HashSet<long> _inHand = [];
    private long _heldUntil;
    private DateTimeOffset? _nextDue;

    /// <summary>When the consumer is asked again whether it may begin, or is through with what it may do.</summary>
    private DateTimeOffset? _turnAt;

    /// <summary>Whether what gets due later is known, also what others have postponed or routed.</summary>
    private bool _isNextKnown;
    private bool _mayLookAhead;
    private int _active;
    private int _unwritten;
    private bool _mayFetch = true;
    /// <summary>Whether nothing may be begun any more: somebody else has the lane, or it is held back.</summary>
    private bool _isLost;
    private long _lastNote;

    /// <summary>The latest that is not written down yet.</summary>
    private LaneNote? _note;
    private long _notedAt;
    private ExceptionDispatchInfo? _failure;

    private enum HappeningKind
    {
        Attempted,
        Written,
        WrittenOfKey,
        Lost,
        Signalled,
        Noted,
    }

    public LaneLease Lease => lease;

    /// <summary>Until when the lane is surely nobody else's. Attempts are not begun after it.</summary>
    public DateTimeOffset HeldUntil
    {
        get => new(Volatile.Read(ref _heldUntil), TimeSpan.Zero);
        set => Volatile.Write(ref _heldUntil, value.UtcTicks);
    }

    /// <summary>How many attempts are under way or not yet written down.</summary>
    public int InHand => Volatile.Read(ref _active);

    /// <summary>Says that there may be more in the lane.</summary>
    public void Wake() => _happened.Writer.TryWrite(new Happening(HappeningKind.Signalled, 0, null));

    /// <summary>Says that somebody else has the lane.</summary>
    public void Lose() => _happened.Writer.TryWrite(new Happening(HappeningKind.Lost, 0, null));

    /// <summary>Works.</summary>
    /// <param name="stopping">Nothing is begun any more once it is cancelled.</param>
    /// <param name="abort">Ends attempts.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        while (true)
        {
            if (MayBegin(stopping) && _mayFetch && _queue.Count == 0)
                await FetchAsync(abort).ConfigureAwait(false);
            _turnAt = null;
            while (_queue.Count > 0 && _active < consumer.Concurrency && _unwritten < consumer.Concurrency + MostUnwritten && MayBegin(stopping) && IsTurn())
                Begin(_queue.Dequeue(), abort);
            if (!MayBegin(stopping))
                Forget();
            if (_inHand.Count == 0 && (!MayBegin(stopping) || (!_mayFetch && IsFree())))
                break;
            if (!_mayFetch && _mayLookAhead && MayBegin(stopping))
                await LookAheadAsync(abort).ConfigureAwait(false);
            // What was read is under way, and there may be more.
            if (_mayFetch && _queue.Count == 0 && MayBegin(stopping))
                continue;
            if (_inHand.Count > 0 || _turnAt is not null)
                await HearAsync(looksAhead: !_mayFetch && !_isNextKnown && MayBegin(stopping)).ConfigureAwait(false);
        }
        if (_note is not null)
            await WriteNoteAsync(_note).ConfigureAwait(false);
        _failure?.Throw();
    }

    private bool MayBegin(CancellationToken stopping) => !_isLost && !stopping.IsCancellationRequested && time.GetUtcNow() < HeldUntil;

    private bool IsTurn() => (_turnAt = consumer.Admit(time.GetUtcNow())) is null;

    /// <summary>Else whoever has the lane next would begin with a burst that this one has made already. What gets due until then is this one's.</summary>
    private bool IsFree()
    {
        _turnAt = consumer.FreeAt;
        if (_turnAt <= time.GetUtcNow())
            _turnAt = null;
        return _turnAt is null;
    }

    private async Task FetchAsync(CancellationToken abort)
    {
        // What happened before this is in what is read; what happens from here on is heard.
        _mayFetch = false;
        IReadOnlyList<OutboxMessage> messages;
        try
        {
            // The connections are the application's as well, and there may be a thousand lanes.
            await turns.WaitAsync(abort).ConfigureAwait(false);
            try
            {
                messages = await store.FetchAsync(lease, _inHand, time.GetUtcNow(), MostFetched, abort).ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (Exception failure)
        {
            // What is under way is waited for first.
            (_isLost, _failure) = (true, ExceptionDispatchInfo.Capture(failure));
            return;
        }
        var bytes = 0;
        foreach (var message in messages)
        {
            _queue.Enqueue(message);
            _inHand.Add(message.Place);
            bytes += message.Body.Length;
        }
        // Where there were fewer than asked for there are no more: what comes from here on is told, gets due, or has waited behind one of its key.
        _mayFetch |= messages.Count == MostFetched || bytes >= IOutboxStore.LeastBytesFetched;
    }

    /// <summary>Who waits for an attempt that hangs must not wait with it for what gets due in the meantime: nobody else may work on the lane.</summary>
    private async Task LookAheadAsync(CancellationToken abort)
    {
        (_mayLookAhead, _isNextKnown) = (false, true);
        try
        {
            NextIs(await store.NextDueInLaneAsync(lease, time.GetUtcNow(), abort).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            (_isLost, _failure) = (true, ExceptionDispatchInfo.Capture(failure));
        }
    }

    private void NextIs(DateTimeOffset? due)
    {
        if (due is not null && !(due >= _nextDue))
            _nextDue = due;
    }

    private void Forget()
    {
        foreach (var message in _queue)
            _inHand.Remove(message.Place);
        _queue.Clear();
    }

    private void Begin(OutboxMessage message, CancellationToken abort)
    {
        _active++;
        _unwritten++;
        _ = AttemptAsync(message, abort);
    }

    private async Task AttemptAsync(OutboxMessage message, CancellationToken abort)
    {
        // Off the loop: a consumer that works before it first waits must not hold up the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        DateTimeOffset? retry = null;
        try
        {
            var attempt = await DeliverAsync(message, abort).ConfigureAwait(false);
            var result = new DeliveryResult(lease, message.Place, attempt.Verdict, time.GetUtcNow() + attempt.Wait, attempt.Reason);
            retry = attempt.Verdict is DeliveryVerdict.Retry or DeliveryVerdict.Later ? result.DueAt : null;
            if (attempt.Note is { } note)
                _happened.Writer.TryWrite(new Happening(HappeningKind.Noted, message.Place, null, note));
            var written = completions.WriteAsync(result);
            _happened.Writer.TryWrite(new Happening(HappeningKind.Attempted, message.Place, null));
            if (!await written.ConfigureAwait(false))
                Lose();
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            _happened.Writer.TryWrite(new Happening(HappeningKind.Attempted, message.Place, null));
        }
        _happened.Writer.TryWrite(new Happening(message.OrderKey is null ? HappeningKind.Written : HappeningKind.WrittenOfKey, message.Place, retry));
    }

    /// <summary>A consumer does not throw. One that does must not keep its delivery in hand for ever: it has failed.</summary>
    private async ValueTask<Attempt> DeliverAsync(OutboxMessage message, CancellationToken abort)
    {
        try
        {
            return await consumer.DeliverAsync(message, abort).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            Log.ConsumerThrew(logger, failure, lease.Name, message.Id, message.Type, message.Attempt);
            return Attempt.Failed(RetrySchedule.Standard, message.Attempt, UnspreadRandom, Attempt.ReasonOf(failure));
        }
    }

    /// <summary>Waits for the next thing that happens, or for what gets due, and takes note of all that has happened.</summary>
    private async Task HearAsync(bool looksAhead)
    {
        var isForTurn = _turnAt is { } turn && !(turn > _nextDue);
        var wait = (isForTurn ? _turnAt : _nextDue) is { } due ? Bounded(due - time.GetUtcNow()) : Forever;
        if (looksAhead && (wait == Forever || wait > LooksAheadAfter))
            (wait, isForTurn) = (LooksAheadAfter, false);
        try
        {
            // Never cancelled: attempts end, and are waited for.
            await _happened.Reader.WaitToReadAsync(CancellationToken.None).AsTask().WaitAsync(wait, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            if (!isForTurn)
                (_nextDue, _isNextKnown, _mayLookAhead, _mayFetch) = (null, false, true, true);
        }
        while (_happened.Reader.TryRead(out var happening))
        {
            if (happening.Note is { } note)
                await TellAsync(note).ConfigureAwait(false);
            else
                Note(happening);
        }
        // Of all that have come the last, and at most one a second of those that can wait: each is a transaction, and the receiver says how often there is one.
        if (_note is { } latest && (EndsWork(latest) || _notedAt == 0 || time.GetElapsedTime(_notedAt) >= NotesEvery))
            await WriteNoteAsync(latest).ConfigureAwait(false);
    }

    private async Task TellAsync(LaneNote note)
    {
        try
        {
            foreach (var told in note.Told)
                await store.PublishAsync(OutboxRecord.Of(told, time.GetUtcNow()), CancellationToken.None).ConfigureAwait(false);
            if (note.Number <= _lastNote)
                return;
            (_lastNote, _note) = (note.Number, note);
        }
        catch (Exception failure)
        {
            (_isLost, _failure) = (true, ExceptionDispatchInfo.Capture(failure));
        }
    }

    private bool EndsWork(LaneNote note) => note.Condition.IsDisabled || note.Condition.HeldBackUntil > time.GetUtcNow();

    /// <summary>Written here, by the loop, so that changes are written one after the other. With a lane that is held back or disabled the work ends.</summary>
    private async Task WriteNoteAsync(LaneNote note)
    {
        (_note, _notedAt) = (null, time.GetTimestamp());
        try
        {
            _isLost |= EndsWork(note);
            _isLost |= !await store.NoteAsync(lease, note.Condition, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            (_isLost, _failure) = (true, ExceptionDispatchInfo.Capture(failure));
        }
    }

    /// <summary>In whole milliseconds, which is what timers know, and not too early.</summary>
    private static TimeSpan Bounded(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : LongestSleep;

    private void Note(Happening happening)
    {
        switch (happening.Kind)
        {
            case HappeningKind.Attempted:
                _active--;
                break;
            case HappeningKind.Written or HappeningKind.WrittenOfKey:
                _unwritten--;
                _inHand.Remove(happening.Place);
                // The next of the key was not there to be read.
                _mayFetch |= happening.Kind == HappeningKind.WrittenOfKey;
                NextIs(happening.RetryAt);
                break;
            case HappeningKind.Lost:
                _isLost = true;
                break;
            default:
                // Whoever routes may do so by a clock that is ahead.
                (_isNextKnown, _mayFetch) = (false, true);
                break;
        }
    }

    private readonly record struct Happening(HappeningKind Kind, long Place, DateTimeOffset? RetryAt, LaneNote? Note = null);
}

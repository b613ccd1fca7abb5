using Platform.RateLimiting.Adaptive.Concurrency;

namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// Decides which calls run, which wait and which are refused. Knows no clock, no lock and no caller: whoever uses it says what time it is, calls it from one thread
/// at a time, and is told what became of those that waited.
/// </summary>
/// <param name="concurrency">How many may run.</param>
/// <param name="capacity">How many may wait.</param>
/// <param name="target">How long they may wait under overload, in ticks.</param>
/// <param name="interval">How long they may wait in a burst, in ticks.</param>
/// <param name="share">The share of the limit beyond which places that one consumer holds for long take none from others: then as many more run. 1 counts every place.</param>
/// <param name="answer">Told of each that waited: whether it begins now, and if not why.</param>
internal sealed class AdmissionControl<TCall>(ConcurrencyController concurrency, int capacity, long target, long interval, double share, Action<TCall, AdmissionOutcome> answer)
    where TCall : class
{
    private readonly AdmissionQueue<TCall> _queue = new(capacity);
    private readonly FairShares _shares = new();
    private readonly WaitingTime _waiting = new(target, interval);
    private readonly HeldPlaces _held = new(share);

    public int Running { get; private set; }

    public int Waiting => _queue.Count;

    /// <summary>How many of those that run do not count for others, because they have run for long and their consumers hold more than their share.</summary>
    public int BeyondShare => _held.Beyond;

    public ConcurrencyController Concurrency => concurrency;

    /// <summary>How long a call may wait now, in ticks.</summary>
    public long AllowedWait(long now) => _waiting.Allowed(now, TurnTime);

    /// <summary>When no call was waiting last, in ticks. While a call is being refused that is before it came.</summary>
    public long EmptyAt => _waiting.EmptyAt;

    /// <summary>A call comes.</summary>
    public AdmissionOutcome Arrive(long now, LoadPriority priority, ulong consumer, TCall call)
    {
        concurrency.Pass(now, Counted);
        if (priority >= LoadPriority.Critical)
        {
            Running++;
            return AdmissionOutcome.Admitted;
        }

        var bucket = FairShares.BucketOf(consumer);
        _held.Follow(now, concurrency.Limit, concurrency.MeanLatency);
        if (_queue.Count > 0 && _held.Beyond > 0)
            Fill(now);
        if (_queue.Count == 0)
            _waiting.NoteEmpty(now);
        // Where others wait, a free place is for the first of them. One beside consumers that hold too many is for whoever does not, and of those none waits any more.
        if (_queue.Count == 0 && Running < concurrency.Limit || HasRoomBeside(bucket))
        {
            _shares.Begin(priority, _shares.Take(priority, bucket));
            _held.Begin(bucket);
            Running++;
            return AdmissionOutcome.Admitted;
        }

        var waiting = new WaitingCall<TCall>(call, priority, bucket, _shares.Take(priority, bucket), now);
        if (_queue.IsFull)
        {
            DropOlder(now);
            if (_queue.IsFull && (capacity == 0 || !waiting.IsBefore(_queue.Last)))
            {
                _shares.GiveBack(priority, bucket);
                return AdmissionOutcome.QueueFull;
            }
            if (_queue.IsFull)
                Drop(_queue.TakeLast(), AdmissionOutcome.GaveWay);
        }
        _queue.Add(waiting, _waiting.IsOverload(now, TurnTime));
        // A limit that has just risen has room for those that wait, whoever is first.
        Fill(now);
        return AdmissionOutcome.Waits;
    }

    /// <summary>A call that ran has ended, and others may begin.</summary>
    /// <param name="now">The time.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="consumer">Its consumer.</param>
    /// <param name="latency">How long it ran, in ticks.</param>
    /// <param name="succeeded">Whether it did what it was for; what failed is no throughput.</param>
    public void Complete(long now, LoadPriority priority, ulong consumer, long latency, bool succeeded)
    {
        concurrency.Complete(now, Counted, latency, succeeded);
        End(now, priority, consumer, latency);
    }

    /// <summary>A call that ran has ended in a way that says nothing of the service.</summary>
    public void Ignore(long now, LoadPriority priority, ulong consumer, long latency)
    {
        concurrency.Ignore(now, Counted, latency);
        End(now, priority, consumer, latency);
    }

    private void End(long now, LoadPriority priority, ulong consumer, long latency)
    {
        Running--;
        if (priority < LoadPriority.Critical)
        {
            var bucket = FairShares.BucketOf(consumer);
            _held.End(bucket, now - latency);
            if (concurrency.MeanLatency > 0)
                _shares.Settle(priority, bucket, latency / concurrency.MeanLatency);
        }
        Fill(now);
    }

    /// <summary>A caller that waited has gone.</summary>
    /// <returns>Whether it was waiting still.</returns>
    public bool Leave(long now, TCall call)
    {
        if (!_queue.TryRemove(call, out var removed))
            return false;
        _shares.GiveBack(removed.Priority, removed.Bucket);
        NoteIfEmpty(now);
        return true;
    }

    /// <summary>Refuses those that have waited longer than they may, and begins what may begin.</summary>
    public void Tick(long now)
    {
        concurrency.Pass(now, Counted);
        DropOlder(now);
        Fill(now);
    }

    /// <summary>Refuses all that wait.</summary>
    public void Close()
    {
        while (_queue.TryTakeFirst(out var waiting))
            Drop(waiting, AdmissionOutcome.GaveWay);
    }

    /// <summary>
    /// In what time sixteen calls end at the present pace, but no longer than two calls last; in any case four. Who is served next by priority or fairness must not be
    /// refused because some of his own kind came just before: at half of the capacity one in a thousand would wait longer than sixteen.
    /// </summary>
    private long TurnTime
    {
        get
        {
            var each = concurrency.MeanLatency / concurrency.Limit;
            return (long)Math.Max(4 * each, Math.Min(16 * each, 2 * concurrency.MeanLatency));
        }
    }

    /// <summary>Whether all places are taken, but so many for long by consumers that hold more than their share that one who does not may run besides.</summary>
    public bool HasRoomBeside(int bucket) => Running >= concurrency.Limit && Counted < concurrency.Limit && _held.IsWithin(bucket);

    /// <summary>How many run that count for others.</summary>
    private int Counted => Running - _held.Beyond;

    private bool TryTakeNext(out WaitingCall<TCall> next)
    {
        if (Running < concurrency.Limit)
            return _queue.TryTakeFirst(out next);
        next = default;
        // Looked at before each of those that wait is asked: there may be no room for anybody.
        return _held.Beyond > 0 && Counted < concurrency.Limit && _queue.TryTakeFirstBeside(this, out next);
    }

    private void Fill(long now)
    {
        _held.Follow(now, concurrency.Limit, concurrency.MeanLatency);
        var oldest = now - AllowedWait(now);
        while (TryTakeNext(out var next))
        {
            if (next.Since < oldest)
            {
                Drop(next, AdmissionOutcome.WaitedTooLong);
                continue;
            }
            _shares.Begin(next.Priority, next.Tag);
            _held.Begin(next.Bucket);
            Running++;
            answer(next.Call, AdmissionOutcome.Admitted);
        }
        NoteIfEmpty(now);
    }

    /// <summary>Refuses one that the queue has found to have waited longer than it may.</summary>
    public void DropLate(in WaitingCall<TCall> late) => Drop(late, AdmissionOutcome.WaitedTooLong);

    private void DropOlder(long now)
    {
        var oldest = now - AllowedWait(now);
        _queue.TakeOlder(oldest, this);
        NoteIfEmpty(now);
    }

    private void Drop(in WaitingCall<TCall> dropped, AdmissionOutcome why)
    {
        _shares.GiveBack(dropped.Priority, dropped.Bucket);
        answer(dropped.Call, why);
    }

    private void NoteIfEmpty(long now)
    {
        if (_queue.Count == 0)
            _waiting.NoteEmpty(now);
    }
}

using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>What was appended and is not yet in the store, in the order of its numbers. Adding copies the bytes and allocates nothing.</summary>
internal sealed class AppendQueue(int mostWaiting, long mostWaitingBytes, long producer)
{
    private readonly Lock _lock = new();
    private readonly Stack<AppendWaiter> _waiters = [];
    private Gathering _gathering = new();
    private Gathering _leaving = new();
    private TaskCompletionSource? _space;
    private AuditGap _gap;
    private long _sequence;
    private long _bytes;
    private int _count;
    private int _intake;
    private bool _isCalled;
    private bool _isClosed;

    /// <summary>How many wait, those on their way included.</summary>
    public int Count => Volatile.Read(ref _count);

    public AppendWaiter Rent(AuditAcknowledgement level, WhenAuditUnavailable whenUnavailable)
    {
        AppendWaiter? waiter;
        lock (_lock)
            _waiters.TryPop(out waiter);
        waiter ??= new AppendWaiter(this);
        waiter.Begin(level, whenUnavailable);
        return waiter;
    }

    public void Return(AppendWaiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.Count < mostWaiting)
                _waiters.Push(waiter);
        }
    }

    /// <summary>Numbers a record and takes it, if there is room.</summary>
    /// <param name="record">The record; its header is written here.</param>
    /// <param name="kind">What it is. What the log says of itself always has room.</param>
    /// <param name="occurred">When, in microseconds.</param>
    /// <param name="waiter">Who waits for it.</param>
    /// <param name="isFirst">Whether nobody was asked to wake the loop since it took something last, so that whoever adds an event has to.</param>
    /// <returns>Whether it was taken.</returns>
    [HotPath]
    public bool TryAdd(Span<byte> record, AuditRecordKind kind, long occurred, AppendWaiter? waiter, out bool isFirst)
    {
        lock (_lock)
        {
            isFirst = false;
            if (_isClosed || (kind == AuditRecordKind.Event && (_count >= mostWaiting || _bytes + record.Length > mostWaitingBytes)))
                return false;
            var enclosed = Enclosure.Detach(record);
            RecordHeader.Write(record, kind, occurred, producer, ++_sequence);
            // What a log says of itself when it is made waits for the first event.
            isFirst = !_isCalled;
            _isCalled |= kind is AuditRecordKind.Event;
            _gathering.Add(record, kind == AuditRecordKind.Event, waiter, enclosed: enclosed);
            _bytes += record.Length;
            _count++;
            return true;
        }
    }

    /// <summary>How many wait that were taken from the intake.</summary>
    public int IntakeCount => Volatile.Read(ref _intake);

    /// <summary>Numbers a record from the intake and takes it. Such records always have room: they come by the batch, and only when the last are done.</summary>
    /// <param name="record">The record; its header is written here.</param>
    /// <param name="row">The row that it was taken from.</param>
    /// <returns>Whether it was taken; not after the end.</returns>
    public bool TryAddIntake(Span<byte> record, long row)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            var enclosed = Enclosure.Detach(record);
            RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Occurred(record), producer, ++_sequence);
            _gathering.Add(record, isEvent: false, waiter: null, row, enclosed);
            _bytes += record.Length;
            _count++;
            _intake++;
            return true;
        }
    }

    /// <summary>Gives up records whose rows are gone from the intake: another process has recorded them, and their numbers here never come.</summary>
    /// <param name="present">The rows that are there.</param>
    /// <param name="sent">What was sent, without them afterwards.</param>
    /// <param name="bytes">Its bytes.</param>
    public void Withdraw(HashSet<long> present, List<QueuedRecord> sent, List<Memory<byte>> bytes)
    {
        lock (_lock)
        {
            for (var at = sent.Count - 1; at >= 0; at--)
            {
                if (!IsGone(sent[at], present))
                    continue;
                Withdraw(sent[at], bytes[at].Span);
                sent.RemoveAt(at);
                bytes.RemoveAt(at);
            }
            Withdraw(_leaving, present);
            Withdraw(_gathering, present);
        }
    }

    /// <summary>Gives a number to an event that is allowed without being recorded, so that the log says that it is missing.</summary>
    public void Lose()
    {
        lock (_lock)
            _gap = _gap.With(++_sequence);
    }

    /// <summary>Whether nothing is taken any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Waits until there may be room.</summary>
    /// <param name="length">For so many bytes.</param>
    public Task SpaceAsync(int length)
    {
        lock (_lock)
        {
            return _isClosed || (_count < mostWaiting && _bytes + length <= mostWaitingBytes)
                ? Task.CompletedTask
                : (_space ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes what goes to the store next. Numbers that never come are written down first.</summary>
    /// <param name="sent">Is given the records.</param>
    /// <param name="bytes">Is given their bytes.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="occurred">The time of a record about missing numbers, in microseconds.</param>
    public void Take(List<QueuedRecord> sent, List<Memory<byte>> bytes, int most, long occurred)
    {
        lock (_lock)
        {
            if (_gap.Count > 0)
                AddGap(occurred);
            if (_leaving.IsSent)
            {
                _leaving.Clear();
                (_gathering, _leaving) = (_leaving, _gathering);
                _isCalled = false;
            }
            while (sent.Count < most && !_leaving.IsSent)
            {
                var at = _leaving.Next++;
                var record = _leaving.Records[at];
                if (record.Length == 0)
                    continue;
                var written = _leaving.BytesOf(record);
                if (record.Waiter?.Send() == false)
                {
                    _gap = _gap.With(RecordHeader.Sequence(written.Span));
                    _leaving.Records[at] = default;
                    record.Waiter.Release();
                    Leave(record);
                    continue;
                }
                sent.Add(record);
                bytes.Add(written);
            }
        }
    }

    /// <summary>Whether there is something that has not been sent, or a gap that has not been told.</summary>
    public bool HasMore
    {
        get
        {
            lock (_lock)
                return !_leaving.IsSent || _gathering.Records.Count > 0 || _gap.Count > 0;
        }
    }

    /// <summary>What was sent is in the store. From here on <see cref="Interrupt"/> leaves those who wait for it alone.</summary>
    /// <param name="sent">What was sent.</param>
    public void Finish(List<QueuedRecord> sent)
    {
        TaskCompletionSource? space;
        lock (_lock)
        {
            foreach (var record in sent)
                Leave(record);
            _leaving.Done = _leaving.Next;
            (space, _space) = (_space, null);
        }
        space?.TrySetResult();
    }

    /// <summary>Tells everybody who waits that it takes too long.</summary>
    /// <param name="reason">Why.</param>
    /// <returns>How many events are allowed without being recorded yet, and how many are refused.</returns>
    public (int Allowed, int Rejected) Interrupt(AuditUnavailability reason)
    {
        var (allowed, rejected) = (0, 0);
        lock (_lock)
        {
            GiveUp(_leaving.Pending, reason, ref allowed, ref rejected);
            GiveUp(_gathering.Pending, reason, ref allowed, ref rejected);
        }
        return (allowed, rejected);
    }

    /// <summary>Takes nothing any more.</summary>
    public void Close()
    {
        TaskCompletionSource? space;
        lock (_lock)
        {
            _isClosed = true;
            (space, _space) = (_space, null);
        }
        space?.TrySetResult();
    }

    /// <summary>What is left: events that were accepted and are not known to be stored.</summary>
    /// <returns>How many; those that were withdrawn are not among them.</returns>
    public int CountLeft()
    {
        lock (_lock)
            return Left(_leaving.Pending) + Left(_gathering.Pending);

        static int Left(ReadOnlySpan<QueuedRecord> records)
        {
            var left = 0;
            foreach (var record in records)
                left += record.IsEvent && record.Waiter?.IsWithdrawn != true ? 1 : 0;
            return left;
        }
    }

    private static void GiveUp(ReadOnlySpan<QueuedRecord> records, AuditUnavailability reason, ref int allowed, ref int rejected)
    {
        foreach (var record in records)
        {
            if (record.Waiter is not { } waiter || !waiter.GiveUp(reason))
                continue;
            if (waiter.WhenUnavailable == WhenAuditUnavailable.Allow)
                allowed++;
            else
                rejected++;
        }
    }

    private static bool IsGone(QueuedRecord record, HashSet<long> present) => record.IntakeRow != 0 && !present.Contains(record.IntakeRow);

    private void Withdraw(Gathering gathering, HashSet<long> present)
    {
        for (var at = gathering.Next; at < gathering.Records.Count; at++)
        {
            var record = gathering.Records[at];
            if (!IsGone(record, present))
                continue;
            Withdraw(record, gathering.BytesOf(record).Span);
            gathering.Records[at] = default;
        }
    }

    private void Withdraw(QueuedRecord record, ReadOnlySpan<byte> written)
    {
        _gap = _gap.With(RecordHeader.Sequence(written));
        Leave(record);
    }

    private void AddGap(long occurred)
    {
        Span<byte> record = stackalloc byte[RecordHeader.Length + AuditGap.Length];
        RecordHeader.Write(record, AuditRecordKind.Gap, occurred, producer, ++_sequence);
        _gap.Write(record[RecordHeader.Length..]);
        _gap = default;
        _gathering.Add(record, isEvent: false, waiter: null);
        _bytes += record.Length;
        _count++;
    }

    private void Leave(QueuedRecord record)
    {
        _count--;
        _bytes -= record.Length;
        if (record.IntakeRow != 0)
            _intake--;
    }
}

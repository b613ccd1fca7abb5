using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Tiles;
using Platform.Shared;

namespace Platform.Audit.Sequencing;

/// <summary>What was appended and is not yet in the store, in the order of its numbers. Adding copies the bytes and allocates nothing.</summary>
internal sealed class AppendQueue(int mostWaiting, long mostWaitingBytes, long producer)
{
    /// <summary>What may happen without its record fills three quarters at most: a flood of it does not keep out what must not.</summary>
    private readonly int _mostAllowed = mostWaiting - mostWaiting / 4;
    private readonly long _mostAllowedBytes = Math.Max(EntryBundle.MaxEntryLength, mostWaitingBytes - mostWaitingBytes / 4);

    private readonly Lock _lock = new();
    private readonly AdmissionLine _line = new(mostWaiting, mostWaitingBytes);
    private readonly Stack<AppendWaiter> _waiters = [];
    private Gathering _gathering = new();
    private Gathering _leaving = new();
    private AuditGap _gap;
    private long _sequence;
    private long _accepted;
    private long _bytes;
    private long _keptBytes;
    private int _kept;
    private int _count;
    private int _intake;
    private bool _isCalled;
    private bool _isClosed;

    public long Producer => producer;

    /// <summary>How many wait, those on their way included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many were taken ever, and how many of them do not wait any more. They go in the order in which they came.</summary>
    public (long Accepted, long Done) Progress
    {
        get
        {
            lock (_lock)
                return (_accepted, _accepted - _count);
        }
    }

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

    /// <summary>Numbers a record and takes it, if there is room and nobody stands in line for it.</summary>
    /// <param name="record">The record; its header is written here.</param>
    /// <param name="kind">What it is. What the log says of itself always has room.</param>
    /// <param name="occurred">When, in microseconds.</param>
    /// <param name="waiter">Who waits for it.</param>
    /// <param name="isFirst">Whether nobody was asked to wake the loop since it took something last, so that whoever adds an event has to.</param>
    /// <param name="whenUnavailable">Whether what it is about may happen without it.</param>
    /// <returns>Whether it was taken.</returns>
    [HotPath]
    public bool TryAdd(
        Span<byte> record, AuditRecordKind kind, long occurred, AppendWaiter? waiter, out bool isFirst, WhenAuditUnavailable whenUnavailable = WhenAuditUnavailable.Reject)
    {
        lock (_lock)
        {
            isFirst = false;
            if (_isClosed || (kind == AuditRecordKind.Event && (_line.IsBefore(whenUnavailable) || !HasRoom(record.Length, whenUnavailable))))
                return false;
            isFirst = Add(record, kind, occurred, waiter);
            return true;
        }
    }

    /// <summary>Gets in line. Not when too many are there already, or nothing is taken any more.</summary>
    public Admission? TryEnter(int length, WhenAuditUnavailable whenUnavailable)
    {
        lock (_lock)
        {
            var admission = _isClosed ? null : _line.TryEnter(length, whenUnavailable);
            // Room may have come in between.
            if (admission is not null)
                _line.Call(TryKeep);
            return admission;
        }
    }

    /// <summary>Takes a record of one for whom room is kept.</summary>
    public bool TryAdd(Admission admission, Span<byte> record, long occurred, AppendWaiter? waiter, out bool isFirst)
    {
        lock (_lock)
        {
            isFirst = false;
            if (_isClosed || !admission.HasRoom)
                return false;
            GiveBack(admission);
            isFirst = Add(record, AuditRecordKind.Event, occurred, waiter);
            return true;
        }
    }

    /// <summary>Whoever stood in line, or was called, goes away.</summary>
    public void Leave(Admission admission)
    {
        lock (_lock)
        {
            _line.Leave(admission);
            if (admission.HasRoom)
                GiveBack(admission);
            _line.Call(TryKeep);
        }
    }

    /// <summary>How many wait that were taken from the intake.</summary>
    public int IntakeCount => Volatile.Read(ref _intake);

    /// <summary>Numbers a record from the intake and takes it. Such records always have room: they come by the batch, and only when the last are done.</summary>
    /// <param name="record">The record; its header is written here.</param>
    /// <param name="row">The row that it was taken from.</param>
    /// <param name="isRelayed">Whether it has a number already, of its own producer, and keeps it.</param>
    /// <returns>Whether it was taken; not after the end.</returns>
    public bool TryAddIntake(Span<byte> record, long row, bool isRelayed)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            var enclosed = Enclosure.Detach(record);
            if (!isRelayed)
            {
                RecordHeader.Write(record, AuditRecordKind.Event, RecordHeader.Occurred(record), producer, ++_sequence);
                RecordHeader.MarkAsFromIntake(record);
            }
            else
            {
                RecordHeader.MarkAsRelayed(record);
            }
            _gathering.Add(record, isEvent: false, waiter: null, row, isRelayed, enclosed);
            _bytes += record.Length;
            _count++;
            _accepted++;
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

    /// <summary>Numbers a record that goes to the store by itself, before those that wait here.</summary>
    /// <returns>Whether it has a number; not after the end.</returns>
    public bool TryNumber(Span<byte> record, long occurred)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            RecordHeader.Write(record, AuditRecordKind.Event, occurred, producer, ++_sequence);
            return true;
        }
    }

    /// <summary>The same record did not get there, and its number never comes.</summary>
    public void Lose(ReadOnlySpan<byte> record)
    {
        lock (_lock)
            _gap = _gap.With(RecordHeader.Sequence(record));
    }

    /// <summary>Whether nothing is taken any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>The rows of the intake that wait, or are on their way.</summary>
    public List<long> IntakeRows()
    {
        lock (_lock)
            return [.. Rows(_leaving.Pending), .. Rows(_gathering.Pending)];

        static List<long> Rows(ReadOnlySpan<QueuedRecord> records)
        {
            List<long> rows = [];
            foreach (var record in records)
            {
                if (record.IntakeRow != 0)
                    rows.Add(record.IntakeRow);
            }
            return rows;
        }
    }

    /// <summary>Takes what goes to the store next. Numbers that never come are written down first.</summary>
    /// <param name="sent">Is given the records.</param>
    /// <param name="bytes">Is given their bytes.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="mostBytes">And at most so many bytes; one record always.</param>
    /// <param name="occurred">The time of a record about missing numbers, in microseconds.</param>
    public void Take(List<QueuedRecord> sent, List<Memory<byte>> bytes, int most, long mostBytes, long occurred)
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
                var record = _leaving.Records[_leaving.Next];
                if (sent.Count > 0 && record.Length > mostBytes)
                    break;
                var at = _leaving.Next++;
                if (record.Length == 0)
                    continue;
                mostBytes -= record.Length;
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
        lock (_lock)
        {
            foreach (var record in sent)
                Leave(record);
            _leaving.Done = _leaving.Next;
            if (!_line.IsEmpty)
                _line.Call(TryKeep);
        }
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
        lock (_lock)
        {
            _isClosed = true;
            _line.Dissolve();
        }
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
        if (!record.IsRelayed)
            _gap = _gap.With(RecordHeader.Sequence(written));
        Leave(record);
    }

    private bool Add(Span<byte> record, AuditRecordKind kind, long occurred, AppendWaiter? waiter)
    {
        var enclosed = kind == AuditRecordKind.Event ? Enclosure.Detach(record) : 0;
        RecordHeader.Write(record, kind, occurred, producer, ++_sequence);
        // What a log says of itself when it is made waits for the first event.
        var isFirst = !_isCalled;
        _isCalled |= kind is AuditRecordKind.Event;
        _gathering.Add(record, kind == AuditRecordKind.Event, waiter, enclosed: enclosed);
        _bytes += record.Length;
        _count++;
        _accepted++;
        return isFirst;
    }

    private bool HasRoom(int length, WhenAuditUnavailable whenUnavailable) => whenUnavailable == WhenAuditUnavailable.Allow
        ? _count + _kept < _mostAllowed && _bytes + _keptBytes + length <= _mostAllowedBytes
        : _count + _kept < mostWaiting && _bytes + _keptBytes + length <= mostWaitingBytes;

    private bool TryKeep(Admission admission)
    {
        if (!HasRoom(admission.Length, admission.WhenUnavailable))
            return false;
        _kept++;
        _keptBytes += admission.Length;
        return true;
    }

    private void GiveBack(Admission admission)
    {
        admission.HasRoom = false;
        _kept--;
        _keptBytes -= admission.Length;
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
        _accepted++;
    }

    private void Leave(QueuedRecord record)
    {
        _count--;
        _bytes -= record.Length;
        if (record.IntakeRow != 0)
            _intake--;
    }
}

using Platform.Audit.Records;
using Platform.Audit.Sequencing;

namespace Platform.Benchmarks.Audit;

/// <summary>What appending does on the caller's thread: writes the event into a record, numbers it and queues it. The queue is emptied in the same thread, which counts too.</summary>
internal sealed class EnqueueWork
{
    private const int Room = 1_000;

    private readonly AppendQueue _queue = new(Room, 64 * 1024 * 1024, producer: 1);
    private readonly List<QueuedRecord> _sent = new(Room);
    private readonly List<Memory<byte>> _bytes = new(Room);
    private byte[] _last = [];
    private int _count;

    public EnqueueWork Append()
    {
        var closed = new RequestClosed(_count);
        var writer = AuditEventWriter.Begin(closed.EventType);
        closed.WriteTo(ref writer);
        if (!_queue.TryAdd(writer.Record, AuditRecordKind.Event, RecordHeader.Microseconds(TimeProvider.System.GetUtcNow()), null, out _))
            throw new InvalidOperationException("There is no room.");
        writer.Return();
        if (++_count == Room)
            Empty();
        return this;
    }

    public object CountFields()
    {
        Empty();
        RecordHeader.Seal(_last, recorded: 1, isTimeHeld: false);
        if (!AuditRecord.TryRead(_last, out var record))
            throw new InvalidOperationException("It is no record.");
        var count = 0;
        foreach (var field in record.Fields)
            count += field.Kind == AuditValueKind.None ? 0 : 1;
        return count;
    }

    private void Empty()
    {
        _queue.Take(_sent, _bytes, Room, long.MaxValue, occurred: 1);
        if (_last.Length == 0)
            _last = _bytes[^1].ToArray();
        _queue.Finish(_sent);
        _sent.Clear();
        _bytes.Clear();
        _count = 0;
    }
}

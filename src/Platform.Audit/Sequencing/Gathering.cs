using System.Runtime.InteropServices;

namespace Platform.Audit.Sequencing;

/// <summary>Records that gather while others are on their way, one after another in one array, which is used again and again.</summary>
internal sealed class Gathering
{
    private const int FirstLength = 64 * 1024;
    private const int KeptLength = 4 * 1024 * 1024;

    private byte[] _bytes = new byte[FirstLength];
    private int _length;

    public List<QueuedRecord> Records { get; } = [];

    /// <summary>The first record that has not been sent.</summary>
    public int Next { get; set; }

    /// <summary>The first record that is not known to be stored. Who waits for those before it may wait for something else by now.</summary>
    public int Done { get; set; }

    public bool IsSent => Next == Records.Count;

    /// <summary>The records that are not known to be stored.</summary>
    public ReadOnlySpan<QueuedRecord> Pending => CollectionsMarshal.AsSpan(Records)[Done..];

    public void Add(ReadOnlySpan<byte> record, bool isEvent, AppendWaiter? waiter, long intakeRow = 0, bool isRelayed = false, int enclosed = 0)
    {
        if (_bytes.Length - _length < record.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + record.Length));
        record.CopyTo(_bytes.AsSpan(_length));
        Records.Add(new QueuedRecord(_length, record.Length, isEvent, waiter, intakeRow, isRelayed, enclosed));
        _length += record.Length;
    }

    public Memory<byte> BytesOf(QueuedRecord record) => _bytes.AsMemory(record.Offset, record.Length);

    public void Clear()
    {
        Records.Clear();
        (_length, Next, Done) = (0, 0, 0);
        // What a burst has needed is not kept for ever.
        if (_bytes.Length > KeptLength)
            _bytes = new byte[FirstLength];
    }
}

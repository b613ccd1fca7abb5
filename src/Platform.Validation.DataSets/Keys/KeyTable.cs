using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Keys with the row in which each came first, in memory: 21 bytes a slot. It is cut into 1,024 small tables that grow one by one, so
/// that growing never needs room for everything twice.
/// </summary>
/// <remarks>Open addressing with linear probing (D. Knuth, TAOCP 3, §6.4), at most four fifths full. Rows count up to 2^40 - 1.</remarks>
internal sealed class KeyTable
{
    public const long MaxRow = (1L << 40) - 1;

    private const int SegmentBits = 10;
    private const int SmallestSegment = 8;

    private readonly Segment[] _segments = new Segment[1 << SegmentBits];
    private readonly KeyHasher _hasher;

    public KeyTable(KeyHasher hasher)
    {
        _hasher = hasher;
        for (var i = 0; i < _segments.Length; i++)
            _segments[i] = new Segment();
    }

    public long Count { get; private set; }

    /// <summary>How many keys there is room for without growing, with what must stay free.</summary>
    public long Slots => _segments.Sum(static segment => (long)segment.Slots);

    /// <summary>Adds a key. Where it is there already, nothing changes and <paramref name="firstRow"/> says since when.</summary>
    /// <returns>Whether it was added.</returns>
    [HotPath]
    public bool TryAdd(UInt128 key, long row, out long firstRow)
    {
        var hash = _hasher.Spread(key);
        if (!_segments[hash >> (64 - SegmentBits)].TryAdd(key, (uint)hash, row, _hasher, out firstRow))
            return false;
        Count++;
        return true;
    }

    /// <summary>
    /// Reads where a key would stand, and nothing more. In a large table that waits for memory; called for many keys in a row, before
    /// they are added, the waits overlap.
    /// </summary>
    public uint Touch(UInt128 key)
    {
        var hash = _hasher.Spread(key);
        return _segments[hash >> (64 - SegmentBits)].Touch((uint)hash);
    }

    public bool TryFind(UInt128 key, out long firstRow)
    {
        var hash = _hasher.Spread(key);
        return _segments[hash >> (64 - SegmentBits)].TryFind(key, (uint)hash, out firstRow);
    }

    public IEnumerable<StoredKey> Read() => _segments.SelectMany(static segment => segment.Read());

    public void Clear()
    {
        for (var i = 0; i < _segments.Length; i++)
            _segments[i] = new Segment();
        Count = 0;
    }

    private sealed class Segment
    {
        private Slot[] _slots = [];
        private int _count;

        public int Slots => _slots.Length;

        public uint Touch(uint hash) => _slots.Length == 0 ? 0 : _slots[At(hash)].Row;

        public bool TryAdd(UInt128 key, uint hash, long row, KeyHasher hasher, out long firstRow)
        {
            if (_count >= _slots.Length / 5 * 4)
                Grow(hasher);
            ref var slot = ref Find((ulong)key, (ulong)(key >> 64), hash);
            firstRow = slot.FirstRow;
            if (firstRow != 0)
                return false;
            slot = new Slot((ulong)key, (ulong)(key >> 64), row);
            _count++;
            return true;
        }

        public bool TryFind(UInt128 key, uint hash, out long firstRow)
        {
            firstRow = _slots.Length == 0 ? 0 : Find((ulong)key, (ulong)(key >> 64), hash).FirstRow;
            return firstRow != 0;
        }

        public IEnumerable<StoredKey> Read() =>
            _slots.Where(static slot => slot.FirstRow != 0).Select(static slot => new StoredKey(new UInt128(slot.High, slot.Low), slot.FirstRow));

        private int At(uint hash) => (int)(((ulong)hash * (uint)_slots.Length) >> 32);

        /// <summary>The slot of the key, or the free one where it belongs.</summary>
        private ref Slot Find(ulong low, ulong high, uint hash)
        {
            var slots = _slots;
            var at = At(hash);
            while (true)
            {
                ref var slot = ref slots[at];
                if ((slot.Low == low && slot.High == high) || slot.FirstRow == 0)
                    return ref slot;
                at = at + 1 == slots.Length ? 0 : at + 1;
            }
        }

        private void Grow(KeyHasher hasher)
        {
            var slots = _slots;
            _slots = new Slot[Math.Max(SmallestSegment, slots.Length + (slots.Length / 2))];
            foreach (ref readonly var slot in slots.AsSpan())
            {
                if (slot.FirstRow != 0)
                    Find(slot.Low, slot.High, (uint)hasher.Spread(new UInt128(slot.High, slot.Low))) = slot;
            }
        }
    }

    /// <summary>One key, in one piece so that looking at it waits for memory once. A row of 0 marks a free slot.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Slot(ulong low, ulong high, long row)
    {
        public readonly ulong Low = low;
        public readonly ulong High = high;
        public readonly uint Row = (uint)row;
        private readonly byte _highRow = (byte)(row >> 32);

        public long FirstRow => ((long)_highRow << 32) | Row;
    }
}

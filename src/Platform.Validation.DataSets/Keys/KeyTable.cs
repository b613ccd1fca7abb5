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
        private UInt128[] _keys = [];
        private uint[] _rows = [];
        private byte[] _highRows = [];
        private int _count;

        public int Slots => _keys.Length;

        public bool TryAdd(UInt128 key, uint hash, long row, KeyHasher hasher, out long firstRow)
        {
            if (_count >= _keys.Length / 5 * 4)
                Grow(hasher);
            var slot = Find(key, hash);
            firstRow = RowAt(slot);
            if (firstRow != 0)
                return false;
            _keys[slot] = key;
            _rows[slot] = (uint)row;
            _highRows[slot] = (byte)(row >> 32);
            _count++;
            return true;
        }

        public bool TryFind(UInt128 key, uint hash, out long firstRow)
        {
            firstRow = _keys.Length == 0 ? 0 : RowAt(Find(key, hash));
            return firstRow != 0;
        }

        public IEnumerable<StoredKey> Read()
        {
            for (var slot = 0; slot < _keys.Length; slot++)
            {
                if (RowAt(slot) is not 0 and var row)
                    yield return new StoredKey(_keys[slot], row);
            }
        }

        private long RowAt(int slot) => ((long)_highRows[slot] << 32) | _rows[slot];

        /// <summary>The slot of the key, or the free one where it belongs. A row of 0 marks a free slot.</summary>
        private int Find(UInt128 key, uint hash)
        {
            var slot = (int)(((ulong)hash * (uint)_keys.Length) >> 32);
            while (RowAt(slot) != 0 && _keys[slot] != key)
                slot = slot + 1 == _keys.Length ? 0 : slot + 1;
            return slot;
        }

        private void Grow(KeyHasher hasher)
        {
            var (keys, rows, highRows) = (_keys, _rows, _highRows);
            var size = Math.Max(SmallestSegment, keys.Length + (keys.Length / 2));
            (_keys, _rows, _highRows) = (new UInt128[size], new uint[size], new byte[size]);
            for (var old = 0; old < keys.Length; old++)
            {
                if ((rows[old] | highRows[old]) == 0)
                    continue;
                var slot = Find(keys[old], (uint)hasher.Spread(keys[old]));
                (_keys[slot], _rows[slot], _highRows[slot]) = (keys[old], rows[old], highRows[old]);
            }
        }
    }
}

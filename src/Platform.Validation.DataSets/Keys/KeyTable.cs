using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Keys with the row in which each came first, in memory: written one behind the other, 24 bytes each, and found through a table that has
/// a byte of the hash and the number of the key for each place.
/// </summary>
/// <remarks>
/// Most keys of a data set are new. That a key is new the bytes alone say, of which a million keys have two megabytes: they stay in the cache, where a table
/// of the keys themselves would wait for main memory at each. Sixteen places are looked at with one comparison, as in the hash tables of Abseil
/// (M. Kulukundis, "Designing a Fast, Efficient, Cache-friendly Hash Table, Step by Step", CppCon 2017). Growing makes the table anew, a quarter of
/// the whole, and moves no key.
/// </remarks>
internal sealed class KeyTable
{
    public const long MaxRow = (1L << 40) - 1;

    /// <summary>So many keys can be told apart in memory: an array has room for 2^30 places, of which an eighth stays free.</summary>
    public const long MostKeys = (1L << 30) / 8 * 7;

    private const int Group = 16;
    private const int LeastPlaces = 256;
    private const int KeysInSegment = 1 << 12;
    private const long MostReserved = 1L << 20;
    private const byte Taken = 0x80;

    private readonly KeyHasher _hasher;
    private Entry[][] _segments = [];
    private byte[] _tags = [];
    private int[] _numbers = [];
    private int _shift;
    private int _count;
    private int _mostBeforeGrowing;

    public KeyTable(KeyHasher hasher)
    {
        _hasher = hasher;
        Clear();
    }

    public long Count => _count;

    /// <summary>How much memory there is for keys and for finding them.</summary>
    public long Bytes => (_segments.LongCount(static segment => segment is not null) * KeysInSegment * Unsafe.SizeOf<Entry>()) + (_tags.LongLength * (1 + sizeof(int)));

    /// <summary>Adds a key. Where it is there already, nothing changes and <paramref name="firstRow"/> says since when.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">What <see cref="KeyHasher.Spread"/> makes of it.</param>
    /// <param name="row">The row.</param>
    /// <param name="firstRow">The row in which it came first, where it was there; else 0.</param>
    /// <returns>Whether it was added.</returns>
    [HotPath]
    public bool TryAdd(UInt128 key, ulong hash, long row, out long firstRow)
    {
        if (!Find(key, hash, out var place, out firstRow))
        {
            if (_count >= _mostBeforeGrowing)
                place = Grow(key, hash);
            var number = _count;
            if (number % KeysInSegment == 0)
                AddSegment(number / KeysInSegment);
            EntryAt(number) = new Entry((ulong)key, (ulong)(key >> 64), row);
            _tags[place] = Tag(hash);
            _numbers[place] = number;
            _count = number + 1;
            return true;
        }
        return false;
    }

    /// <summary>
    /// Reads where a key would stand, and nothing more. In a large table that waits for memory; called for many keys in a row, before
    /// they are added, the waits overlap.
    /// </summary>
    public ulong Touch(ulong hash)
    {
        var place = First(hash);
        return (ulong)_numbers[place] + _tags[place];
    }

    public bool TryFind(UInt128 key, ulong hash, out long firstRow) => Find(key, hash, out _, out firstRow);

    /// <summary>All keys, in the order in which they came.</summary>
    public IEnumerable<StoredKey> Read()
    {
        for (var number = 0; number < _count; number++)
        {
            var entry = EntryAt(number);
            yield return new StoredKey(new UInt128(entry.High, entry.Low), entry.FirstRow);
        }
    }

    public void Clear()
    {
        (_segments, _count) = ([], 0);
        MakeRoom(LeastPlaces);
    }

    /// <summary>Makes room for so many keys, where there are none yet, so that nothing has to be made anew on the way. Not for more than a million: they may be few in the end.</summary>
    public void Reserve(long keys)
    {
        var places = (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Min(Math.Max(keys, 0), MostReserved) * 8 / 7);
        if (_count == 0 && places > _tags.Length)
            MakeRoom(places);
    }

    private static byte Tag(ulong hash) => (byte)(hash | Taken);

    /// <summary>The first place of the group in which a key is looked for first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int First(ulong hash) => (int)(hash >> _shift) * Group;

    /// <summary>Looks for a key, and where it is not there for the place where it belongs. There is always a free one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Find(UInt128 key, ulong hash, out int place, out long firstRow)
    {
        var (low, high) = ((ulong)key, (ulong)(key >> 64));
        var tag = Vector128.Create(Tag(hash));
        ref var tags = ref MemoryMarshal.GetArrayDataReference(_tags);
        for (var first = First(hash); ; first = (first + Group) & (_tags.Length - 1))
        {
            var group = Vector128.LoadUnsafe(ref tags, (nuint)first);
            for (var alike = Vector128.Equals(group, tag).ExtractMostSignificantBits(); alike != 0; alike &= alike - 1)
            {
                ref readonly var entry = ref EntryAt(_numbers[first + BitOperations.TrailingZeroCount(alike)]);
                if (entry.Low == low && entry.High == high)
                {
                    (place, firstRow) = (0, entry.FirstRow);
                    return true;
                }
            }
            // A place that is taken has its highest bit set.
            var free = ~group.ExtractMostSignificantBits() & 0xFFFF;
            if (free != 0)
            {
                (place, firstRow) = (first + BitOperations.TrailingZeroCount(free), 0);
                return false;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryAt(int number) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_segments[number / KeysInSegment]), number % KeysInSegment);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSegment(int segment)
    {
        if (segment == _segments.Length)
            Array.Resize(ref _segments, Math.Max(4, _segments.Length * 2));
        // What is behind the last key is never read.
        _segments[segment] = GC.AllocateUninitializedArray<Entry>(KeysInSegment);
    }

    /// <returns>The place where the key that has no room yet belongs.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Grow(UInt128 key, ulong hash)
    {
        if (_count >= MostKeys)
            throw new InvalidOperationException(FormattableString.Invariant($"More than {MostKeys} keys cannot be told apart in memory."));
        MakeRoom(_tags.Length * 2);
        for (var number = 0; number < _count; number++)
        {
            ref readonly var entry = ref EntryAt(number);
            var moved = _hasher.Spread(new UInt128(entry.High, entry.Low));
            var free = Free(moved);
            _tags[free] = Tag(moved);
            _numbers[free] = number;
        }
        Find(key, hash, out var place, out _);
        return place;
    }

    /// <summary>The place for a key of which it is known that it is new.</summary>
    private int Free(ulong hash)
    {
        for (var first = First(hash); ; first = (first + Group) & (_tags.Length - 1))
        {
            var free = ~Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_tags), (nuint)first).ExtractMostSignificantBits() & 0xFFFF;
            if (free != 0)
                return first + BitOperations.TrailingZeroCount(free);
        }
    }

    private void MakeRoom(int places)
    {
        places = Math.Max(places, LeastPlaces);
        (_tags, _numbers) = (new byte[places], GC.AllocateUninitializedArray<int>(places));
        _shift = 64 - BitOperations.Log2((uint)places / Group);
        _mostBeforeGrowing = places / 8 * 7;
    }

    private readonly struct Entry(ulong low, ulong high, long firstRow)
    {
        public readonly ulong Low = low;
        public readonly ulong High = high;
        public readonly long FirstRow = firstRow;
    }
}

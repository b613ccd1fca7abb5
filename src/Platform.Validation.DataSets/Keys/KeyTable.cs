using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Keys with the row in which each came first, in memory: written one behind the other, 24 bytes each, and found through a table that has
/// a byte of the hash and the number of the key for each place, in groups of sixteen.
/// </summary>
/// <remarks>
/// Most keys of a data set are new. That a key is new the bytes of its group alone say, and the key itself goes where the last one went: a table of the keys
/// themselves is four times as large, and waits for main memory at each. Sixteen places are looked at with one comparison, as in the hash tables of Abseil
/// (M. Kulukundis, "Designing a Fast, Efficient, Cache-friendly Hash Table, Step by Step", CppCon 2017). Growing makes the table anew, a quarter of
/// the whole, and moves no key.
/// </remarks>
internal sealed class KeyTable
{
    public const long MaxRow = (1L << 40) - 1;

    /// <summary>So many keys can be told apart in memory: of 2^30 places an eighth stays free.</summary>
    public const long MostKeys = (1L << 30) / 8 * 7;

    private const int PlacesInGroup = 16;
    private const int LeastGroups = 16;
    private const int KeysInSegment = 1 << 12;
    private const long MostReserved = 1L << 20;
    private const byte Taken = 0x80;

    private readonly KeyHasher _hasher;
    private Entry[][] _segments = [];
    private Group[] _groups = [];
    private int _shift;
    private int _count;
    private int _mostBeforeGrowing;

    public KeyTable(KeyHasher hasher)
    {
        _hasher = hasher;
        MakeRoom(LeastGroups);
    }

    public long Count => _count;

    /// <summary>How much memory there is for keys and for finding them.</summary>
    public long Bytes => (_segments.LongCount(static segment => segment is not null) * KeysInSegment * Unsafe.SizeOf<Entry>()) + (_groups.LongLength * Unsafe.SizeOf<Group>());

    /// <summary>Adds a key. Where it is there already, nothing changes and <paramref name="firstRow"/> says since when.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">What <see cref="KeyHasher.Spread"/> makes of it.</param>
    /// <param name="row">The row.</param>
    /// <param name="firstRow">The row in which it came first, where it was there; else 0.</param>
    /// <returns>Whether it was added.</returns>
    [HotPath]
    public bool TryAdd(UInt128 key, ulong hash, long row, out long firstRow)
    {
        ref var group = ref Find(key, hash, out var place, out firstRow);
        if (firstRow != 0)
            return false;
        if (_count >= _mostBeforeGrowing)
        {
            Grow();
            group = ref Find(key, hash, out place, out _);
        }
        var number = _count;
        if (number % KeysInSegment == 0)
            AddSegment(number / KeysInSegment);
        EntryAt(number) = new Entry((ulong)key, (ulong)(key >> 64), row);
        group.Take(place, Tag(hash), number);
        _count = number + 1;
        return true;
    }

    /// <summary>
    /// Reads where a key would stand, and nothing more. In a large table that waits for memory; called for many keys in a row, before
    /// they are added, the waits overlap.
    /// </summary>
    public ulong Touch(ulong hash) => _groups[(int)(hash >> _shift)].Tags.AsUInt64()[0];

    public bool TryFind(UInt128 key, ulong hash, out long firstRow)
    {
        Find(key, hash, out _, out firstRow);
        return firstRow != 0;
    }

    /// <summary>All keys, in the order in which they came.</summary>
    public IEnumerable<StoredKey> Read()
    {
        for (var number = 0; number < _count; number++)
        {
            var entry = EntryAt(number);
            yield return new StoredKey(new UInt128(entry.High, entry.Low), entry.FirstRow);
        }
    }

    /// <summary>Forgets all keys. The memory is kept: who clears a full table fills it again.</summary>
    public void Clear()
    {
        _count = 0;
        Array.Clear(_groups);
    }

    /// <summary>Makes room for so many keys, where there are none yet, so that nothing has to be made anew on the way. Not for more than a million: they may be few in the end.</summary>
    public void Reserve(long keys)
    {
        var groups = (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Min(Math.Max(keys, 0), MostReserved) * 8 / 7 / PlacesInGroup);
        if (_count == 0 && groups > _groups.Length)
            MakeRoom(groups);
    }

    private static byte Tag(ulong hash) => (byte)(hash | Taken);

    /// <summary>Looks for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Where to look.</param>
    /// <param name="place">Where it is not there: a free place of the group.</param>
    /// <param name="firstRow">The row in which it came first; 0 where it is not there.</param>
    /// <returns>The group in which it is, or belongs. There is always one with a free place.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Group Find(UInt128 key, ulong hash, out int place, out long firstRow)
    {
        var (low, high) = ((ulong)key, (ulong)(key >> 64));
        var tag = Vector128.Create(Tag(hash));
        for (var at = (int)(hash >> _shift); ; at = (at + 1) & (_groups.Length - 1))
        {
            ref var group = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_groups), at);
            var tags = group.Tags;
            for (var alike = Vector128.Equals(tags, tag).ExtractMostSignificantBits(); alike != 0; alike &= alike - 1)
            {
                ref readonly var entry = ref EntryAt(group.Numbers[BitOperations.TrailingZeroCount(alike)]);
                if (entry.Low == low && entry.High == high)
                {
                    (place, firstRow) = (0, entry.FirstRow);
                    return ref group;
                }
            }
            if (Free(tags) is var free && free != 0)
            {
                (place, firstRow) = (BitOperations.TrailingZeroCount(free), 0);
                return ref group;
            }
        }
    }

    /// <summary>A bit for each free place. One that is taken has the highest bit of its byte set.</summary>
    private static uint Free(Vector128<byte> tags) => ~tags.ExtractMostSignificantBits() & 0xFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry EntryAt(int number) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_segments[number / KeysInSegment]), number % KeysInSegment);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSegment(int segment)
    {
        if (segment == _segments.Length)
            Array.Resize(ref _segments, Math.Max(4, _segments.Length * 2));
        // What is behind the last key is never read.
        _segments[segment] ??= GC.AllocateUninitializedArray<Entry>(KeysInSegment);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        if (_count >= MostKeys)
            throw new InvalidOperationException(FormattableString.Invariant($"More than {MostKeys} keys cannot be told apart in memory."));
        MakeRoom(_groups.Length * 2);
        for (var number = 0; number < _count; number++)
        {
            ref readonly var entry = ref EntryAt(number);
            var hash = _hasher.Spread(new UInt128(entry.High, entry.Low));
            var at = (int)(hash >> _shift);
            while (Free(_groups[at].Tags) == 0)
                at = (at + 1) & (_groups.Length - 1);
            _groups[at].Take(BitOperations.TrailingZeroCount(Free(_groups[at].Tags)), Tag(hash), number);
        }
    }

    private void MakeRoom(int groups)
    {
        groups = Math.Max(groups, LeastGroups);
        _groups = new Group[groups];
        _shift = 64 - BitOperations.Log2((uint)groups);
        _mostBeforeGrowing = groups * (PlacesInGroup / 8 * 7);
    }

    /// <summary>Sixteen places: a byte of the hash for each, 0 where it is free, and the numbers of the keys.</summary>
    private struct Group
    {
        public Vector128<byte> Tags;
        public Numbers Numbers;

        public void Take(int place, byte tag, int number)
        {
            Unsafe.Add(ref Unsafe.As<Vector128<byte>, byte>(ref Tags), place) = tag;
            Numbers[place] = number;
        }
    }

    [InlineArray(PlacesInGroup)]
    private struct Numbers
    {
        private int _first;
    }

    private readonly struct Entry(ulong low, ulong high, long firstRow)
    {
        public readonly ulong Low = low;
        public readonly ulong High = high;
        public readonly long FirstRow = firstRow;
    }
}

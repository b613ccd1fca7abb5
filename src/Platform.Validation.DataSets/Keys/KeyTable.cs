using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Keys with the row in which each came first, in memory: 21 bytes a slot, in pages of 128 slots. A page that is 84 % full is split in
/// two, so that growing touches one page, makes no garbage and never needs room for everything twice.
/// </summary>
/// <remarks>
/// Extendible hashing (R. Fagin et al., 1979): the first bits of the hash choose the page through a directory, which doubles when a
/// page cannot be told from its neighbour any more. Within a page open addressing with linear probing (D. Knuth, TAOCP 3, §6.4). Rows
/// count up to 2^40 - 1. Directory, counts and depths are small and stay in the cache, so that of a large table only the slot itself is
/// waited for; pages lie thirty-two in an array, which is large enough for the collector to leave it where it is.
/// </remarks>
internal sealed class KeyTable
{
    public const long MaxRow = (1L << 40) - 1;

    private const int SlotsInPage = 128;
    private const int MostInPage = 108;
    private const int PagesInSegment = 32;
    private const long MostReserved = 1L << 20;

    /// <summary>A page that is full this deep holds keys of one hash, which no splitting separates. Under a secret that does not happen; if it does, they go elsewhere.</summary>
    private const int MaxDepth = 28;

    private readonly KeyHasher _hasher;
    private readonly int _maxDepth;
    private readonly Slot[] _moving = new Slot[SlotsInPage];
    private Slot[][] _segments = [];
    private byte[] _counts = [];
    private byte[] _depths = [];
    private int[] _directory = [];
    private int _shift;
    private int _pages;
    private Dictionary<UInt128, long>? _inseparable;

    public KeyTable(KeyHasher hasher, int maxDepth = MaxDepth)
    {
        (_hasher, _maxDepth) = (hasher, maxDepth);
        Clear();
    }

    public long Count { get; private set; }

    /// <summary>How many keys there is room for without growing, with what must stay free.</summary>
    public long Slots => Segments().LongCount() * PagesInSegment * SlotsInPage;

    /// <summary>Adds a key. Where it is there already, nothing changes and <paramref name="firstRow"/> says since when.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">What <see cref="KeyHasher.Spread"/> makes of it.</param>
    /// <param name="row">The row.</param>
    /// <param name="firstRow">The row in which it came first, where it was there; else 0.</param>
    /// <returns>Whether it was added.</returns>
    [HotPath]
    public bool TryAdd(UInt128 key, ulong hash, long row, out long firstRow)
    {
        while (true)
        {
            var page = _directory[hash >> _shift];
            ref var slot = ref Find(page, (ulong)key, (ulong)(key >> 64), hash);
            firstRow = slot.FirstRow;
            if (firstRow != 0)
                return false;
            if (_counts[page] < MostInPage)
            {
                slot = new Slot((ulong)key, (ulong)(key >> 64), row);
                _counts[page]++;
                Count++;
                return true;
            }
            if (_depths[page] >= _maxDepth)
                return TryAddInseparable(key, row, out firstRow);
            Split(page, hash);
        }
    }

    /// <summary>
    /// Reads where a key would stand, and nothing more. In a large table that waits for memory; called for many keys in a row, before
    /// they are added, the waits overlap.
    /// </summary>
    public ulong Touch(ulong hash) => Unsafe.Add(ref First(_directory[hash >> _shift]), At(hash)).Low;

    public bool TryFind(UInt128 key, ulong hash, out long firstRow)
    {
        firstRow = Find(_directory[hash >> _shift], (ulong)key, (ulong)(key >> 64), hash).FirstRow;
        return firstRow != 0 || (_inseparable is not null && _inseparable.TryGetValue(key, out firstRow));
    }

    public IEnumerable<StoredKey> Read() => Segments().SelectMany(static segment => segment)
        .Where(static slot => slot.FirstRow != 0).Select(static slot => new StoredKey(new UInt128(slot.High, slot.Low), slot.FirstRow))
        .Concat(_inseparable?.Select(static pair => new StoredKey(pair.Key, pair.Value)) ?? []);

    public void Clear()
    {
        (_segments, _pages, Count, _inseparable) = ([], 0, 0, null);
        (_counts, _depths) = ([], []);
        (_directory, _shift) = ([NewPage(1), NewPage(1)], 63);
    }

    /// <summary>Makes room for so many keys, where there are none yet, so that no page has to be split on the way. Not for more than a million: they may be few in the end.</summary>
    public void Reserve(long keys)
    {
        if (Count > 0 || keys < MostInPage)
            return;
        // A third of a page stays free, so that by chance hardly one is full.
        var pages = BitOperations.RoundUpToPowerOf2((ulong)Math.Min(keys, MostReserved) / (SlotsInPage * 2 / 3));
        var depth = Math.Max(1, BitOperations.Log2(pages));
        Clear();
        (_segments, _pages) = ([], 0);
        _directory = new int[1 << depth];
        for (var entry = 0; entry < _directory.Length; entry++)
            _directory[entry] = NewPage(depth);
        _shift = 64 - depth;
    }

    private IEnumerable<Slot[]> Segments() => _segments.TakeWhile(static segment => segment is not null);

    private static int At(ulong hash) => (int)((uint)hash >> 25);

    /// <summary>The first slot of a page. Pages are asked for by numbers that the directory gives, so they are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot First(int page) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_segments[page / PagesInSegment]), page % PagesInSegment * SlotsInPage);

    /// <summary>The slot of the key, or the free one where it belongs. There is always a free one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Find(int page, ulong low, ulong high, ulong hash)
    {
        ref var first = ref First(page);
        for (var at = At(hash); ; at = (at + 1) % SlotsInPage)
        {
            ref var slot = ref Unsafe.Add(ref first, at);
            if ((slot.Low == low && slot.High == high) || slot.FirstRow == 0)
                return ref slot;
        }
    }

    private bool TryAddInseparable(UInt128 key, long row, out long firstRow)
    {
        _inseparable ??= [];
        if (_inseparable.TryGetValue(key, out firstRow))
            return false;
        _inseparable.Add(key, row);
        Count++;
        return true;
    }

    private int NewPage(int depth)
    {
        var page = _pages++;
        if (page == _segments.Length * PagesInSegment)
        {
            Array.Resize(ref _segments, Math.Max(4, _segments.Length * 2));
            Array.Resize(ref _counts, _segments.Length * PagesInSegment);
            Array.Resize(ref _depths, _segments.Length * PagesInSegment);
        }
        if (page % PagesInSegment == 0)
            _segments[page / PagesInSegment] = new Slot[PagesInSegment * SlotsInPage];
        _depths[page] = (byte)depth;
        return page;
    }

    private void Split(int page, ulong hash)
    {
        var depth = _depths[page];
        if (64 - depth == _shift)
            DoubleDirectory();
        _depths[page]++;
        var right = NewPage(depth + 1);
        var slots = MemoryMarshal.CreateSpan(ref First(page), SlotsInPage);
        slots.CopyTo(_moving);
        slots.Clear();
        _counts[page] = 0;
        foreach (ref readonly var slot in _moving.AsSpan())
        {
            if (slot.FirstRow == 0)
                continue;
            var slotHash = _hasher.Spread(new UInt128(slot.High, slot.Low));
            var home = ((slotHash >> (63 - depth)) & 1) == 0 ? page : right;
            Find(home, slot.Low, slot.High, slotHash) = slot;
            _counts[home]++;
        }

        // The entries that both shared begin with the same bits; of these the second half is the new page's.
        var shared = 64 - _shift - depth;
        var first = (int)((hash >> (64 - depth)) << shared);
        _directory.AsSpan(first + (1 << (shared - 1)), 1 << (shared - 1)).Fill(right);
    }

    private void DoubleDirectory()
    {
        var directory = new int[_directory.Length * 2];
        for (var i = 0; i < directory.Length; i++)
            directory[i] = _directory[i / 2];
        (_directory, _shift) = (directory, _shift - 1);
    }

    /// <summary>One key, in one piece so that looking at it waits for memory once. A row of 0 marks a free slot.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Slot(ulong low, ulong high, long row)
    {
        public readonly ulong Low = low;
        private readonly uint _row = (uint)row;
        private readonly byte _highRow = (byte)(row >> 32);
        public readonly ulong High = high;

        public long FirstRow => ((long)_highRow << 32) | _row;
    }
}

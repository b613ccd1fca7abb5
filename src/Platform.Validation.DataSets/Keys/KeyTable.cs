using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.Validation.DataSets.Keys;

/// <summary>
/// Keys with the row in which each came first, in memory: 21 bytes a slot, in pages of 128 slots. A page that is nine tenths full is
/// split in two, so that growing touches one page, makes no garbage and never needs room for everything twice.
/// </summary>
/// <remarks>
/// Extendible hashing (R. Fagin et al., 1979): the first bits of the hash choose the page through a directory, which doubles when a
/// page cannot be told from its neighbour any more. Within a page open addressing with linear probing (D. Knuth, TAOCP 3, §6.4). Rows
/// count up to 2^40 - 1.
/// </remarks>
internal sealed class KeyTable
{
    public const long MaxRow = (1L << 40) - 1;

    private const int SlotsInPage = 128;
    private const int SmallestPage = 8;

    /// <summary>Pages that are still full this deep hold keys of one hash, which no splitting separates: they grow.</summary>
    private const int MaxDepth = 20;

    private readonly KeyHasher _hasher;
    private Slot[] _moving = [];
    private Page[] _directory;
    private int _shift;

    public KeyTable(KeyHasher hasher)
    {
        _hasher = hasher;
        (_directory, _shift) = Empty();
    }

    public long Count { get; private set; }

    /// <summary>How many keys there is room for without growing, with what must stay free.</summary>
    public long Slots => Pages().Sum(static page => (long)page.Slots.Length);

    /// <summary>Adds a key. Where it is there already, nothing changes and <paramref name="firstRow"/> says since when.</summary>
    /// <returns>Whether it was added.</returns>
    [HotPath]
    public bool TryAdd(UInt128 key, long row, out long firstRow)
    {
        var hash = _hasher.Spread(key);
        while (true)
        {
            var page = _directory[hash >> _shift];
            ref var slot = ref Find(page.Slots, (ulong)key, (ulong)(key >> 64), (uint)hash);
            firstRow = slot.FirstRow;
            if (firstRow != 0)
                return false;
            if (page.Count < page.Slots.Length / 10 * 9)
            {
                slot = new Slot((ulong)key, (ulong)(key >> 64), row);
                page.Count++;
                Count++;
                return true;
            }
            MakeRoom(page, hash);
        }
    }

    /// <summary>
    /// Reads where a key would stand, and nothing more. In a large table that waits for memory; called for many keys in a row, before
    /// they are added, the waits overlap.
    /// </summary>
    public uint Touch(UInt128 key)
    {
        var hash = _hasher.Spread(key);
        var slots = _directory[hash >> _shift].Slots;
        return slots[At(slots, (uint)hash)].Row;
    }

    public bool TryFind(UInt128 key, out long firstRow)
    {
        var hash = _hasher.Spread(key);
        firstRow = Find(_directory[hash >> _shift].Slots, (ulong)key, (ulong)(key >> 64), (uint)hash).FirstRow;
        return firstRow != 0;
    }

    public IEnumerable<StoredKey> Read() => Pages().SelectMany(static page => page.Slots)
        .Where(static slot => slot.FirstRow != 0).Select(static slot => new StoredKey(new UInt128(slot.High, slot.Low), slot.FirstRow));

    public void Clear()
    {
        (_directory, _shift) = Empty();
        Count = 0;
    }

    private static (Page[] Directory, int Shift) Empty() => ([new Page(1, SmallestPage), new Page(1, SmallestPage)], 63);

    /// <summary>Each page once: one that several entries of the directory share stands in them side by side.</summary>
    private IEnumerable<Page> Pages()
    {
        Page? before = null;
        foreach (var page in _directory)
        {
            if (page != before)
                yield return before = page;
        }
    }

    private static int At(Slot[] slots, uint hash) => (int)(((ulong)hash * (uint)slots.Length) >> 32);

    /// <summary>The slot of the key, or the free one where it belongs. There is always a free one.</summary>
    private static ref Slot Find(Slot[] slots, ulong low, ulong high, uint hash)
    {
        var at = At(slots, hash);
        while (true)
        {
            ref var slot = ref slots[at];
            if ((slot.Low == low && slot.High == high) || slot.FirstRow == 0)
                return ref slot;
            at = at + 1 == slots.Length ? 0 : at + 1;
        }
    }

    private void MakeRoom(Page page, ulong hash)
    {
        if (page.Slots.Length < SlotsInPage || page.Depth >= MaxDepth)
            Grow(page);
        else
            Split(page, hash);
    }

    private void Grow(Page page)
    {
        var slots = page.Slots;
        page.Slots = new Slot[slots.Length * 2];
        foreach (ref readonly var slot in slots.AsSpan())
        {
            if (slot.FirstRow != 0)
                Find(page.Slots, slot.Low, slot.High, (uint)HashOf(in slot)) = slot;
        }
    }

    private void Split(Page page, ulong hash)
    {
        if (64 - page.Depth == _shift)
            DoubleDirectory();
        page.Depth++;
        var right = new Page(page.Depth, page.Slots.Length);
        if (_moving.Length < page.Slots.Length)
            _moving = new Slot[page.Slots.Length];
        var moving = _moving.AsSpan(0, page.Slots.Length);
        page.Slots.CopyTo(moving);
        Array.Clear(page.Slots);
        page.Count = 0;
        foreach (ref readonly var slot in moving)
        {
            if (slot.FirstRow == 0)
                continue;
            var slotHash = HashOf(in slot);
            var home = ((slotHash >> (64 - page.Depth)) & 1) == 0 ? page : right;
            Find(home.Slots, slot.Low, slot.High, (uint)slotHash) = slot;
            home.Count++;
        }

        // The entries that both shared begin with the same bits; of these the second half is the new page's.
        var shared = 64 - _shift - page.Depth + 1;
        var first = (int)((hash >> (64 - page.Depth + 1)) << shared);
        _directory.AsSpan(first + (1 << (shared - 1)), 1 << (shared - 1)).Fill(right);
    }

    private void DoubleDirectory()
    {
        var directory = new Page[_directory.Length * 2];
        for (var i = 0; i < directory.Length; i++)
            directory[i] = _directory[i / 2];
        (_directory, _shift) = (directory, _shift - 1);
    }

    private ulong HashOf(in Slot slot) => _hasher.Spread(new UInt128(slot.High, slot.Low));

    /// <summary>The keys whose hashes begin with the same bits.</summary>
    private sealed class Page(int depth, int size)
    {
        public Slot[] Slots { get; set; } = new Slot[size];

        public int Count { get; set; }

        /// <summary>How many bits they share.</summary>
        public int Depth { get; set; } = depth;
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

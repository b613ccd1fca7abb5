using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Compiling;

/// <summary>From a name to its number, by the hash that stands on the tape already.</summary>
internal sealed class PropertyMap
{
    private readonly Entry[] _entries;
    private readonly byte[] _bytes;

    public PropertyMap(IReadOnlyList<string> names)
    {
        Names = names;
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, names.Count * 2))];
        _bytes = Encoding.UTF8.GetBytes(string.Concat(names));
        System.Array.Fill(_entries, new Entry { Slot = -1, Length = -1 });
        var offset = 0;
        for (var slot = 0; slot < names.Count; slot++)
        {
            var length = Encoding.UTF8.GetByteCount(names[slot]);
            var hash = (uint)KeyHash.Of(_bytes.AsSpan(offset, length));
            var at = (int)(hash & (uint)(_entries.Length - 1));
            while (_entries[at].Slot >= 0)
                at = (at + 1) & (_entries.Length - 1);
            var (first, last) = Ends(_bytes.AsSpan(offset, length));
            _entries[at] = new Entry { Hash = hash, Slot = slot, Offset = offset, Length = length, First = first, Last = last };
            offset += length;
        }
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of a name, or -1.</summary>
    public int Find(uint hash, ReadOnlySpan<byte> name) => Find(hash, ref MemoryMarshal.GetReference(name), name.Length);

    /// <summary>The number of a name, or -1.</summary>
    /// <param name="hash">The low half of its <see cref="KeyHash"/>.</param>
    /// <param name="name">Its first byte.</param>
    /// <param name="length">How many bytes it has.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash, ref byte name, int length)
    {
        var entries = _entries;
        var at = (int)(hash & (uint)(entries.Length - 1));
        while (true)
        {
            ref readonly var entry = ref entries[at];
            if (entry.Hash == hash && entry.Length == length && IsSame(in entry, ref name, length))
                return entry.Slot;
            if (entry.Slot < 0)
                return -1;
            at = (at + 1) & (entries.Length - 1);
        }
    }

    /// <summary>Names of 8 to 16 bytes, and those of 4 to 7, are two overlapping words each; that is most names there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSame(ref readonly Entry entry, ref byte name, int length)
    {
        if (length - 8 is >= 0 and <= 8)
            return Unsafe.ReadUnaligned<ulong>(ref name) == entry.First && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref name, length - 8)) == entry.Last;
        if (length - 4 is >= 0 and < 4)
            return Unsafe.ReadUnaligned<uint>(ref name) == entry.First && Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref name, length - 4)) == entry.Last;
        return MemoryMarshal.CreateReadOnlySpan(ref name, length).SequenceEqual(_bytes.AsSpan(entry.Offset, length));
    }

    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> name) => name.Length switch
    {
        >= 8 => (MemoryMarshal.Read<ulong>(name), MemoryMarshal.Read<ulong>(name[^8..])),
        >= 4 => (MemoryMarshal.Read<uint>(name), MemoryMarshal.Read<uint>(name[^4..])),
        _ => (0, 0),
    };

    private struct Entry
    {
        public ulong First;
        public ulong Last;
        public uint Hash;

        /// <summary>-1 in an empty place.</summary>
        public int Slot;

        public int Offset;

        /// <summary>-1 in an empty place, so that it is equal to no name.</summary>
        public int Length;
    }
}

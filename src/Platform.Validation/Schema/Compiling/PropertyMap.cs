using System.Numerics;
using System.Runtime.CompilerServices;
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
        System.Array.Fill(_entries, new Entry { Slot = -1 });
        var offset = 0;
        for (var slot = 0; slot < names.Count; slot++)
        {
            var length = Encoding.UTF8.GetByteCount(names[slot]);
            var hash = (uint)KeyHash.Of(_bytes.AsSpan(offset, length));
            var at = (int)(hash & (uint)(_entries.Length - 1));
            while (_entries[at].Slot >= 0)
                at = (at + 1) & (_entries.Length - 1);
            _entries[at] = new Entry { Hash = hash, Slot = slot, Offset = offset, Length = length };
            offset += length;
        }
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of a name, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(uint hash, ReadOnlySpan<byte> name)
    {
        var entries = _entries;
        var at = (int)(hash & (uint)(entries.Length - 1));
        while (true)
        {
            ref readonly var entry = ref entries[at];
            if (entry.Slot < 0)
                return -1;
            if (entry.Hash == hash && name.SequenceEqual(_bytes.AsSpan(entry.Offset, entry.Length)))
                return entry.Slot;
            at = (at + 1) & (entries.Length - 1);
        }
    }

    private struct Entry
    {
        public uint Hash;
        public int Slot;
        public int Offset;
        public int Length;
    }
}

using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platform.Validation.Schema.Tape;

/// <content>Keys that stand twice.</content>
internal sealed partial class JsonTape
{
    /// <summary>Whether the key at <paramref name="key"/> stands in its object already.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAmongKeys(ReadOnlySpan<byte> json, uint[] words, int parent, int key, ByteScratch scratch)
    {
        for (var at = parent + ContainerWords; at < key; at = Behind(words, at + KeyWords))
        {
            if (words[at + 2] == words[key + 2] && SameString(json, words, at, key, scratch))
                return true;
        }
        return false;
    }

    /// <summary>Looks for a key that an object of many members has twice, as far as it has been written. Gives the second on the tape, or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindDuplicate(ReadOnlySpan<byte> json, uint[] words, int parent, int end, int count, ByteScratch scratch)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        var table = ArrayPool<int>.Shared.Rent(size);
        try
        {
            table.AsSpan(0, size).Clear();
            for (var at = parent + ContainerWords; at < end; at = Behind(words, at + KeyWords))
            {
                var slot = (int)(words[at + 2] & (uint)(size - 1));
                for (; table[slot] != 0; slot = (slot + 1) & (size - 1))
                {
                    if (words[table[slot] + 2] == words[at + 2] && SameString(json, words, table[slot], at, scratch))
                        return at;
                }
                table[slot] = at;
                // Where the scan stops, the last value is not there, or has no end.
                if (at + KeyWords >= end || IsOpen(words[at + KeyWords + 1]))
                    break;
            }
            return -1;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
        }
    }

    /// <summary>
    /// Looks among the objects that are open for a key that stands twice before the fault: where they have many members, keys are compared only when they end.
    /// Gives how many objects and arrays enclose the first one, or -1.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindEarlierDuplicate(ReadOnlySpan<byte> json, uint[] words, int depth, ScanFault fault, ByteScratch scratch)
    {
        var found = fault == ScanFault.DuplicateProperty ? depth : -1;
        for (var level = 1; level <= depth; level++)
        {
            var (parent, count) = (_frames[level].Parent, (int)_frames[level].Count);
            if (count < FewKeys || words[parent + 1] >> KindShift != TapeKind.Object)
                continue;
            var twice = FindDuplicate(json, words, parent, Used, count + 1, scratch);
            if (twice >= 0 && (found < 0 || words[twice] < words[FaultKey]))
                (found, FaultKey) = (level, twice);
        }
        return found;
    }

    private static bool IsOpen(uint word) => word >= TapeKind.FirstContainer && (word & PayloadMask) == 0;

    private static bool SameString(ReadOnlySpan<byte> json, uint[] words, int one, int other, ByteScratch scratch)
    {
        var left = json.Slice((int)words[one], (int)(words[one + 1] & LengthMask));
        var right = json.Slice((int)words[other], (int)(words[other + 1] & LengthMask));
        if (((words[one + 1] | words[other + 1]) & Escaped) == 0)
            return left.SequenceEqual(right);
        var decoded = (words[one + 1] & Escaped) == 0 ? left : scratch.Unescape(left);
        return decoded.SequenceEqual((words[other + 1] & Escaped) == 0 ? right : scratch.UnescapeSecond(right));
    }
}

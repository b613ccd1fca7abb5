using System.Buffers;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>
/// Equality of JSON values as JSON Schema means it (Core, section 4.2.2): numbers by value, strings by code points, objects without
/// regard to order. Depth is bounded, because both texts have passed a scan with a limit of depth.
/// </summary>
internal static class TapeEquality
{
    /// <summary>Objects of more members are compared in the order of their hashes, not each with each.</summary>
    private const int FewMembers = 16;

    public static bool AreEqual(TapeView left, int one, TapeView right, int other, ByteScratch scratch)
    {
        var (kind, otherKind) = (left.KindOf(one), right.KindOf(other));
        if (kind is TapeKind.Integer or TapeKind.Number)
            return otherKind is TapeKind.Integer or TapeKind.Number && NumbersAreEqual(left.Raw(one), right.Raw(other));
        if (kind != otherKind)
            return false;
        return kind switch
        {
            TapeKind.String => StringsAreEqual(left, one, right, other, scratch),
            TapeKind.Array => ArraysAreEqual(left, one, right, other, scratch),
            TapeKind.Object => ObjectsAreEqual(left, one, right, other, scratch),
            _ => true,
        };
    }

    public static bool NumbersAreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (SmallDecimal.TryRead(left, out var one) && SmallDecimal.TryRead(right, out var other))
            return SmallDecimal.Compare(one, other) == 0;
        return ExactNumber.Compare(new ExactNumber(left), new ExactNumber(right)) == 0;
    }

    /// <summary>A hash that is the same for equal values.</summary>
    public static ulong Hash(TapeView view, int index, ByteScratch scratch)
    {
        var kind = view.KindOf(index);
        switch (kind)
        {
            case TapeKind.Integer or TapeKind.Number:
                return new ExactNumber(view.Raw(index)).Hash();
            case TapeKind.String:
                return KeyHash.Of(view.IsEscaped(index) ? scratch.Unescape(view.Raw(index)) : view.Raw(index));
            case TapeKind.Array:
                {
                    var hash = (ulong)kind;
                    var end = view.Behind(index);
                    for (var at = index + JsonTape.ContainerWords; at < end; at = view.Behind(at))
                        hash = KeyHash.Join(hash, Hash(view, at, scratch));
                    return hash;
                }
            case TapeKind.Object:
                {
                    // A sum, because the order of members means nothing.
                    var hash = 0ul;
                    var end = view.Behind(index);
                    for (var at = index + JsonTape.ContainerWords; at < end; at = view.Behind(at + JsonTape.KeyWords))
                        hash += KeyHash.Join(view.Words[at + 2], Hash(view, at + JsonTape.KeyWords, scratch));
                    return KeyHash.Join(hash, kind);
                }
            default:
                return KeyHash.Join(kind, kind);
        }
    }

    private static bool StringsAreEqual(TapeView left, int one, TapeView right, int other, ByteScratch scratch)
    {
        var text = left.IsEscaped(one) ? scratch.Unescape(left.Raw(one)) : left.Raw(one);
        return text.SequenceEqual(right.IsEscaped(other) ? scratch.UnescapeSecond(right.Raw(other)) : right.Raw(other));
    }

    private static bool ArraysAreEqual(TapeView left, int one, TapeView right, int other, ByteScratch scratch)
    {
        if (left.Words[one + 2] != right.Words[other + 2])
            return false;
        var end = left.Behind(one);
        for (int i = one + JsonTape.ContainerWords, j = other + JsonTape.ContainerWords; i < end; i = left.Behind(i), j = right.Behind(j))
        {
            if (!AreEqual(left, i, right, j, scratch))
                return false;
        }
        return true;
    }

    private static bool ObjectsAreEqual(TapeView left, int one, TapeView right, int other, ByteScratch scratch)
    {
        var count = left.Words[one + 2];
        if (count != right.Words[other + 2])
            return false;
        if (count > FewMembers)
            return LargeObjectsAreEqual(left, one, right, other, (int)count, scratch);
        var end = left.Behind(one);
        for (var key = one + JsonTape.ContainerWords; key < end; key = left.Behind(key + JsonTape.KeyWords))
        {
            var match = FindKey(left, key, right, other, scratch);
            if (match < 0 || !AreEqual(left, key + JsonTape.KeyWords, right, match + JsonTape.KeyWords, scratch))
                return false;
        }
        return true;
    }

    private static int FindKey(TapeView left, int key, TapeView right, int other, ByteScratch scratch)
    {
        var end = right.Behind(other);
        for (var at = other + JsonTape.ContainerWords; at < end; at = right.Behind(at + JsonTape.KeyWords))
        {
            if (right.Words[at + 2] == left.Words[key + 2] && StringsAreEqual(left, key, right, at, scratch))
                return at;
        }
        return -1;
    }

    private static bool LargeObjectsAreEqual(TapeView left, int one, TapeView right, int other, int count, ByteScratch scratch)
    {
        var keys = ArrayPool<ulong>.Shared.Rent(count * 2);
        try
        {
            var ours = keys.AsSpan(0, count);
            var theirs = keys.AsSpan(count, count);
            CollectKeys(left, one, ours);
            CollectKeys(right, other, theirs);
            for (var i = 0; i < count; i++)
            {
                var hash = (uint)(ours[i] >> 32);
                if (hash != (uint)(theirs[i] >> 32))
                    return false;
                var match = FindInRun(left, (int)(uint)ours[i], right, theirs, i, hash, scratch);
                if (match < 0 || !AreEqual(left, (int)(uint)ours[i] + JsonTape.KeyWords, right, match + JsonTape.KeyWords, scratch))
                    return false;
            }
            return true;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    /// <summary>Looks among the keys with the same hash, which lie together; nearly always there is one.</summary>
    private static int FindInRun(TapeView left, int key, TapeView right, ReadOnlySpan<ulong> keys, int at, uint hash, ByteScratch scratch)
    {
        while (at > 0 && (uint)(keys[at - 1] >> 32) == hash)
            at--;
        for (; at < keys.Length && (uint)(keys[at] >> 32) == hash; at++)
        {
            if (StringsAreEqual(left, key, right, (int)(uint)keys[at], scratch))
                return (int)(uint)keys[at];
        }
        return -1;
    }

    private static void CollectKeys(TapeView view, int index, Span<ulong> keys)
    {
        var end = view.Behind(index);
        var count = 0;
        for (var at = index + JsonTape.ContainerWords; at < end; at = view.Behind(at + JsonTape.KeyWords))
            keys[count++] = ((ulong)view.Words[at + 2] << 32) | (uint)at;
        keys.Sort();
    }
}

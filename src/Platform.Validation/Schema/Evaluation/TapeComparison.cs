using System.Buffers;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>
/// Equality of JSON values as JSON Schema means it (Core, section 4.2.2): numbers by value, strings by code points, objects without
/// regard to order. Depth is bounded, because both texts have passed a scan with a limit of depth.
/// </summary>
/// <param name="scratch">Memory for strings that have to be decoded first.</param>
/// <param name="mostSteps">Beyond so many steps nothing more is compared, and the answer means nothing.</param>
internal struct TapeComparison(ByteScratch scratch, long mostSteps)
{
    /// <summary>Objects of more members are compared in the order of their hashes, not each with each.</summary>
    private const int FewMembers = 16;

    /// <summary>How much was looked at, in the units of <see cref="SchemaLimits.MaxSteps"/>. It is more than the most where the comparison was ended.</summary>
    public long Steps { get; private set; }

    public bool AreEqual(TapeView left, int one, TapeView right, int other)
    {
        if (!Spend(1))
            return false;
        var (kind, otherKind) = (left.KindOf(one), right.KindOf(other));
        if (kind is TapeKind.Integer or TapeKind.Number)
        {
            return otherKind is TapeKind.Integer or TapeKind.Number
                && Spend(Evaluator.StepsOf(left.Raw(one).Length) + Evaluator.StepsOf(right.Raw(other).Length))
                && NumbersAreEqual(left.Raw(one), right.Raw(other));
        }
        if (kind != otherKind)
            return false;
        return kind switch
        {
            TapeKind.String => StringsAreEqual(left, one, right, other),
            TapeKind.Array => ArraysAreEqual(left, one, right, other),
            TapeKind.Object => ObjectsAreEqual(left, one, right, other),
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

    private bool Spend(long steps) => (Steps += steps) <= mostSteps;

    private bool StringsAreEqual(TapeView left, int one, TapeView right, int other)
    {
        var text = left.Raw(one);
        var otherText = right.Raw(other);
        var (isEscaped, otherIsEscaped) = (left.IsEscaped(one), right.IsEscaped(other));
        if (!isEscaped && !otherIsEscaped && text.Length != otherText.Length)
            return false;
        if (!Spend(Evaluator.StepsOf(text.Length) + Evaluator.StepsOf(otherText.Length)))
            return false;
        if (isEscaped)
            text = scratch.Unescape(text);
        return text.SequenceEqual(otherIsEscaped ? scratch.UnescapeSecond(otherText) : otherText);
    }

    private bool ArraysAreEqual(TapeView left, int one, TapeView right, int other)
    {
        if (left.Words[one + 2] != right.Words[other + 2])
            return false;
        var end = left.Behind(one);
        for (int i = one + JsonTape.ContainerWords, j = other + JsonTape.ContainerWords; i < end; i = left.Behind(i), j = right.Behind(j))
        {
            if (!AreEqual(left, i, right, j))
                return false;
        }
        return true;
    }

    private bool ObjectsAreEqual(TapeView left, int one, TapeView right, int other)
    {
        var count = left.Words[one + 2];
        if (count != right.Words[other + 2])
            return false;
        // Each name is looked up, or put in order, on both sides.
        if (!Spend(2L * count))
            return false;
        if (count > FewMembers)
            return LargeObjectsAreEqual(left, one, right, other, (int)count);
        var end = left.Behind(one);
        for (var key = one + JsonTape.ContainerWords; key < end; key = left.Behind(key + JsonTape.KeyWords))
        {
            var match = FindKey(left, key, right, other);
            if (match < 0 || !AreEqual(left, key + JsonTape.KeyWords, right, match + JsonTape.KeyWords))
                return false;
        }
        return true;
    }

    private int FindKey(TapeView left, int key, TapeView right, int other)
    {
        var end = right.Behind(other);
        for (var at = other + JsonTape.ContainerWords; at < end; at = right.Behind(at + JsonTape.KeyWords))
        {
            if (right.Words[at + 2] == left.Words[key + 2] && StringsAreEqual(left, key, right, at))
                return at;
        }
        return -1;
    }

    private bool LargeObjectsAreEqual(TapeView left, int one, TapeView right, int other, int count)
    {
        var keys = ArrayPool<ulong>.Shared.Rent(count * 2);
        try
        {
            var ours = keys.AsSpan(0, count);
            var theirs = keys.AsSpan(count, count);
            CollectKeys(left, one, ours);
            CollectKeys(right, other, theirs);
            var run = 0;
            for (var i = 0; i < count; i++)
            {
                var hash = (uint)(ours[i] >> 32);
                if (hash != (uint)(theirs[i] >> 32))
                    return false;
                if (hash != (uint)(ours[run] >> 32))
                    run = i;
                var match = FindInRun(left, (int)(uint)ours[i], right, theirs[run..], hash);
                if (match < 0 || !AreEqual(left, (int)(uint)ours[i] + JsonTape.KeyWords, right, match + JsonTape.KeyWords))
                    return false;
            }
            return true;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    /// <summary>Looks among the keys with the same hash, which lie together; nearly always there is one. Where names may stand twice, the first of them is it.</summary>
    private int FindInRun(TapeView left, int key, TapeView right, ReadOnlySpan<ulong> keys, uint hash)
    {
        foreach (var each in keys)
        {
            if ((uint)(each >> 32) != hash || !Spend(1))
                break;
            if (StringsAreEqual(left, key, right, (int)(uint)each))
                return (int)(uint)each;
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

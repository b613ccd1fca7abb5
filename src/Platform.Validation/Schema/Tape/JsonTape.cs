using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Platform.Validation.Schema.Evaluation;

namespace Platform.Validation.Schema.Tape;

/// <summary>
/// The structural index of one JSON text: where each value begins, what it is, and where it ends, so that any part can be looked
/// at again without being read again. It is written in one pass that checks the whole grammar of RFC 8259, Unicode, the
/// limits, and that no object has a key twice. It holds no values: those stay in the bytes.
/// </summary>
/// <remarks>
/// A value is two words: the offset of its first byte (of a string: behind the quote), then the kind in the highest four bits and
/// below it the length in bytes. An object or array is four: offset, kind and index of the first word behind it, number of members,
/// offset behind it. A key is written as a string with a third word, its hash; its value follows.
/// </remarks>
internal sealed class JsonTape
{
    public const int KindShift = 28;
    public const uint PayloadMask = (1u << KindShift) - 1;

    /// <summary>Set in the payload of a string that holds an escape, and so has to be decoded; and of a number with an exponent.</summary>
    public const uint Escaped = 1u << 27;

    public const uint LengthMask = Escaped - 1;

    /// <summary>No text can be longer, because lengths have 27 bits.</summary>
    public const int MostBytes = (int)LengthMask;

    public const int ContainerWords = 4;
    public const int KeyWords = 3;
    public const int ScalarWords = 2;

    /// <summary>Above this an object's keys are compared through a table when it ends.</summary>
    private const uint FewKeys = 16;

    private const int LeastWords = 512;

    /// <summary>What is larger is handed back to the shared pool after each use, so that a rare large body does not hold memory.</summary>
    private const int MostWordsKept = 1 << 16;

    private TapeFrame[] _frames = new TapeFrame[16];
    private uint[] _kept = new uint[LeastWords];
    private int _depth;

    public JsonTape() => Words = _kept;

    /// <summary>The words; <see cref="Used"/> of them.</summary>
    public uint[] Words { get; private set; }

    public int Used { get; private set; }

    /// <summary>Whether the text is ASCII, so that bytes are characters.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>Where the last scan stopped, if it found a fault.</summary>
    public int FaultOffset { get; private set; }

    /// <summary>The key that stands twice, if that was the fault.</summary>
    public int FaultKey { get; private set; }

    /// <summary>Reads a whole text.</summary>
    public ScanFault Scan(ReadOnlySpan<byte> json, ScanLimits limits, ByteScratch scratch)
    {
        _depth = 0;
        Used = 0;
        FaultOffset = 0;
        if (json.Length > limits.MaxBytes)
            return ScanFault.TooLarge;
        var beyondAscii = json.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        IsAscii = beyondAscii < 0;
        if (!IsAscii && !Utf8.IsValid(json[beyondAscii..]))
        {
            FaultOffset = FirstInvalid(json);
            return ScanFault.NotUtf8;
        }
        // Half a word for each byte is enough for most texts, and saves growing step by step.
        if (json.Length / 2 > MostWordsKept)
            Words = ArrayPool<uint>.Shared.Rent(json.Length / 2);
        return Write(json, limits, scratch);
    }

    /// <summary>Hands large memory back.</summary>
    public void Release()
    {
        if (Words.Length > MostWordsKept)
        {
            ArrayPool<uint>.Shared.Return(Words);
            Words = _kept;
        }
        _kept = Words;
    }

    private ScanFault Write(ReadOnlySpan<byte> json, ScanLimits limits, ByteScratch scratch)
    {
        ref var source = ref MemoryMarshal.GetReference(json);
        var length = json.Length;
        var words = Words;
        ref var tape = ref MemoryMarshal.GetArrayDataReference(words);
        var room = words.Length - ContainerWords - KeyWords;
        var refuseDuplicates = !limits.AllowDuplicateProperties;
        var depth = 0;
        var t = 0;
        var position = 0;
        var parent = -1;
        var inObject = false;
        var count = 0u;
        var bloom = 0ul;
        var fault = ScanFault.Malformed;
        byte c;

    Value:
        if (position >= length)
            goto Fault;
        c = Unsafe.Add(ref source, position);
        if (c <= ' ')
        {
            position = SkipWhitespace(ref source, position, length);
            if (position >= length)
                goto Fault;
            c = Unsafe.Add(ref source, position);
        }
        if (t > room)
        {
            words = Grow(words, t);
            tape = ref MemoryMarshal.GetArrayDataReference(words);
            room = words.Length - ContainerWords - KeyWords;
        }

        if (c == '"')
        {
            var start = position + 1;
            var end = FindSpecial(ref source, start, length);
            var escaped = 0u;
            if (end >= length || Unsafe.Add(ref source, end) != '"')
            {
                fault = ReadEscapes(json, ref end);
                if (fault != ScanFault.None)
                {
                    position = end;
                    goto Fault;
                }
                fault = ScanFault.Malformed;
                escaped = Escaped;
            }
            Unsafe.Add(ref tape, t) = (uint)start;
            Unsafe.Add(ref tape, t + 1) = (TapeKind.String << KindShift) | escaped | (uint)(end - start);
            t += ScalarWords;
            position = end + 1;
        }
        else if ((uint)(c - '0') <= 9 || c == '-')
        {
            var start = position;
            var kind = ReadNumber(ref source, ref position, length);
            if (kind == 0)
                goto Fault;
            Unsafe.Add(ref tape, t) = (uint)start;
            Unsafe.Add(ref tape, t + 1) = kind | (uint)(position - start);
            t += ScalarWords;
        }
        else if (c is (byte)'{' or (byte)'[')
        {
            if (depth >= limits.MaxDepth)
            {
                fault = ScanFault.TooDeep;
                goto Fault;
            }
            if (depth + 1 == _frames.Length)
                Array.Resize(ref _frames, _frames.Length * 2);
            ref var frame = ref _frames[depth++];
            frame.Parent = parent;
            frame.Count = count;
            frame.Bloom = bloom;
            parent = t;
            count = 0;
            bloom = 0;
            inObject = c == '{';
            Unsafe.Add(ref tape, t) = (uint)position;
            Unsafe.Add(ref tape, t + 1) = (inObject ? TapeKind.Object : TapeKind.Array) << KindShift;
            t += ContainerWords;
            position++;
            if (position >= length)
                goto Fault;
            c = Unsafe.Add(ref source, position);
            if (c <= ' ')
            {
                position = SkipWhitespace(ref source, position, length);
                if (position >= length)
                    goto Fault;
                c = Unsafe.Add(ref source, position);
            }
            if (inObject)
            {
                if (c != '}')
                    goto Key;
            }
            else if (c != ']')
            {
                goto Value;
            }
            goto Close;
        }
        else
        {
            var kind = c switch
            {
                (byte)'t' => TapeKind.True,
                (byte)'f' => TapeKind.False,
                _ => TapeKind.Null,
            };
            var literal = kind switch
            {
                TapeKind.True => "true"u8,
                TapeKind.False => "false"u8,
                _ => "null"u8,
            };
            if (!json[position..].StartsWith(literal))
                goto Fault;
            Unsafe.Add(ref tape, t) = (uint)position;
            Unsafe.Add(ref tape, t + 1) = (kind << KindShift) | (uint)literal.Length;
            t += ScalarWords;
            position += literal.Length;
        }

    Next:
        count++;
        if (position >= length)
        {
            if (depth == 0)
                goto End;
            goto Fault;
        }
        c = Unsafe.Add(ref source, position);
        if (c <= ' ')
        {
            position = SkipWhitespace(ref source, position, length);
            if (position >= length)
            {
                if (depth == 0)
                    goto End;
                goto Fault;
            }
            c = Unsafe.Add(ref source, position);
        }
        if (c == ',' && depth != 0)
        {
            position++;
            if (!inObject)
                goto Value;
            if (position >= length)
                goto Fault;
            c = Unsafe.Add(ref source, position);
            if (c <= ' ')
            {
                position = SkipWhitespace(ref source, position, length);
                if (position >= length)
                    goto Fault;
                c = Unsafe.Add(ref source, position);
            }
            goto Key;
        }
        if (depth == 0 || c != (inObject ? '}' : ']'))
            goto Fault;

    Close:
        position++;
        if (inObject)
        {
            if (count > FewKeys && refuseDuplicates && FindDuplicate(json, words, parent, t, (int)count, scratch) is >= 0 and var twice)
            {
                FaultKey = twice;
                position = (int)words[twice];
                fault = ScanFault.DuplicateProperty;
                goto Fault;
            }
            if (count > limits.MaxProperties)
            {
                fault = ScanFault.TooManyProperties;
                goto Fault;
            }
        }
        else if (count > limits.MaxItems)
        {
            fault = ScanFault.TooManyItems;
            goto Fault;
        }
        words[parent + 1] |= (uint)t;
        words[parent + 2] = count;
        words[parent + 3] = (uint)position;
        {
            ref var frame = ref _frames[--depth];
            parent = frame.Parent;
            count = frame.Count;
            bloom = frame.Bloom;
            inObject = parent >= 0 && words[parent + 1] >> KindShift == TapeKind.Object;
        }
        goto Next;

    Key:
        if (c != '"')
            goto Fault;
        if (t > room)
        {
            words = Grow(words, t);
            tape = ref MemoryMarshal.GetArrayDataReference(words);
            room = words.Length - ContainerWords - KeyWords;
        }
        {
            var start = position + 1;
            var end = FindSpecial(ref source, start, length);
            var escaped = 0u;
            uint hash;
            if (end < length && Unsafe.Add(ref source, end) == '"')
            {
                hash = (uint)KeyHash.Of(ref Unsafe.Add(ref source, start), end - start);
            }
            else
            {
                fault = ReadEscapes(json, ref end);
                if (fault != ScanFault.None)
                {
                    position = end;
                    goto Fault;
                }
                fault = ScanFault.Malformed;
                escaped = Escaped;
                hash = (uint)KeyHash.Of(scratch.Unescape(json[start..end]));
            }
            Unsafe.Add(ref tape, t) = (uint)start;
            Unsafe.Add(ref tape, t + 1) = (TapeKind.String << KindShift) | escaped | (uint)(end - start);
            Unsafe.Add(ref tape, t + 2) = hash;
            var bit = 1ul << (int)(hash & 63);
            if ((bloom & bit) != 0 && count < FewKeys && refuseDuplicates && IsAmongKeys(json, words, parent, t, scratch))
            {
                FaultKey = t;
                fault = ScanFault.DuplicateProperty;
                goto Fault;
            }
            bloom |= bit;
            t += KeyWords;
            position = end + 1;
        }
        if (position >= length)
            goto Fault;
        c = Unsafe.Add(ref source, position);
        if (c <= ' ')
        {
            position = SkipWhitespace(ref source, position, length);
            if (position >= length)
                goto Fault;
            c = Unsafe.Add(ref source, position);
        }
        if (c != ':')
            goto Fault;
        position++;
        goto Value;

    End:
        Used = t;
        return ScanFault.None;

    Fault:
        Used = t;
        _depth = depth;
        FaultOffset = Math.Min(position, length);
        _frames[depth] = new TapeFrame { Parent = parent, Count = count };
        return fault;
    }

    /// <summary>The path to the container in which the last scan stopped: a key or an index for each that encloses it.</summary>
    public void DescribeFault(InstancePath path)
    {
        for (var level = 1; level < _depth; level++)
        {
            if (Words[_frames[level].Parent + 1] >> KindShift == TapeKind.Object)
                path.PushKey(_frames[level + 1].Parent - KeyWords);
            else
                path.PushIndex((int)_frames[level].Count);
        }
    }

    private uint[] Grow(uint[] words, int used)
    {
        var larger = ArrayPool<uint>.Shared.Rent(words.Length * 2);
        words.AsSpan(0, used).CopyTo(larger);
        if (words.Length > MostWordsKept)
            ArrayPool<uint>.Shared.Return(words);
        Words = larger;
        return larger;
    }

    /// <summary>The first byte from <paramref name="position"/> on that is a quote, a backslash or a control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindSpecial(ref byte source, int position, int length)
    {
        while (position + Vector256<byte>.Count <= length)
        {
            var block = Vector256.LoadUnsafe(ref source, (nuint)position);
            var special = Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(block, Vector256.Create((byte)' '));
            var bits = special.ExtractMostSignificantBits();
            if (bits != 0)
                return position + BitOperations.TrailingZeroCount(bits);
            position += Vector256<byte>.Count;
        }
        return FindSpecialInTail(ref source, position, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindSpecialInTail(ref byte source, int position, int length)
    {
        if (position + Vector128<byte>.Count <= length)
        {
            var block = Vector128.LoadUnsafe(ref source, (nuint)position);
            var special = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            var bits = special.ExtractMostSignificantBits();
            if (bits != 0)
                return position + BitOperations.TrailingZeroCount(bits);
            position += Vector128<byte>.Count;
        }
        while (position < length && Unsafe.Add(ref source, position) is not ((byte)'"' or (byte)'\\' or < (byte)' '))
            position++;
        return position;
    }

    /// <summary>The first byte that is no white space. What is below a blank and none of the four stays where it is, and is refused by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipWhitespace(ref byte source, int position, int length)
    {
        // One blank behind a colon or comma is by far the most common.
        if (Unsafe.Add(ref source, position) == ' ' && position + 1 < length && Unsafe.Add(ref source, position + 1) > ' ')
            return position + 1;
        return SkipLongWhitespace(ref source, position, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipLongWhitespace(ref byte source, int position, int length)
    {
        while (position + Vector128<byte>.Count <= length)
        {
            var block = Vector128.LoadUnsafe(ref source, (nuint)position);
            var white = Vector128.Equals(block, Vector128.Create((byte)' '))
                | Vector128.Equals(block, Vector128.Create((byte)'\n'))
                | Vector128.Equals(block, Vector128.Create((byte)'\r'))
                | Vector128.Equals(block, Vector128.Create((byte)'\t'));
            var bits = ~white.ExtractMostSignificantBits() & 0xFFFF;
            if (bits != 0)
                return position + BitOperations.TrailingZeroCount(bits);
            position += Vector128<byte>.Count;
        }
        while (position < length && Unsafe.Add(ref source, position) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            position++;
        return position;
    }

    /// <summary>Reads a number by the grammar of RFC 8259, section 6. Gives the word for its kind, or zero where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadNumber(ref byte source, ref int position, int length)
    {
        var at = position;
        if (Unsafe.Add(ref source, at) == '-')
            at++;
        if (at >= length)
            return 0;
        var first = Unsafe.Add(ref source, at);
        if (first == '0')
        {
            at++;
        }
        else if ((uint)(first - '1') <= 8)
        {
            do
                at++;
            while (at < length && (uint)(Unsafe.Add(ref source, at) - '0') <= 9);
        }
        else
        {
            return 0;
        }
        if (at >= length || Unsafe.Add(ref source, at) is not ((byte)'.' or (byte)'e' or (byte)'E'))
        {
            position = at;
            return TapeKind.Integer << KindShift;
        }
        return ReadFraction(ref source, at, ref position, length);
    }

    private static uint ReadFraction(ref byte source, int at, ref int position, int length)
    {
        position = at;
        var kind = TapeKind.Number << KindShift;
        if (Unsafe.Add(ref source, at) == '.')
        {
            var digits = ++at;
            while (at < length && (uint)(Unsafe.Add(ref source, at) - '0') <= 9)
                at++;
            if (at == digits)
                return 0;
        }
        if (at < length && (Unsafe.Add(ref source, at) | 0x20) == 'e')
        {
            kind |= Escaped;
            at++;
            if (at < length && Unsafe.Add(ref source, at) is (byte)'+' or (byte)'-')
                at++;
            var digits = at;
            while (at < length && (uint)(Unsafe.Add(ref source, at) - '0') <= 9)
                at++;
            if (at == digits)
                return 0;
        }
        position = at;
        return kind;
    }

    /// <summary>Reads on to the end of a string in which something special came before its quote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The first special byte; then the closing quote, or the fault.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ScanFault ReadEscapes(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length)
        {
            var c = json[at];
            if (c == '"')
                return ScanFault.None;
            if (c < ' ')
                return ScanFault.Malformed;
            if (c != '\\')
            {
                at = FindSpecial(ref MemoryMarshal.GetReference(json), at, json.Length);
                continue;
            }
            if (at + 1 >= json.Length)
                break;
            switch (json[at + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    at += 2;
                    break;
                case (byte)'u':
                    if (!JsonText.TryReadHex(json, at + 2, out var unit))
                        return ScanFault.Malformed;
                    if (char.IsLowSurrogate(unit))
                        return ScanFault.LoneSurrogate;
                    if (char.IsHighSurrogate(unit))
                    {
                        if (at + 7 >= json.Length || json[at + 6] != '\\' || json[at + 7] != 'u')
                            return ScanFault.LoneSurrogate;
                        if (!JsonText.TryReadHex(json, at + 8, out var low))
                            return ScanFault.Malformed;
                        if (!char.IsLowSurrogate(low))
                            return ScanFault.LoneSurrogate;
                        at += 6;
                    }
                    at += 6;
                    break;
                default:
                    return ScanFault.Malformed;
            }
        }
        return ScanFault.Malformed;
    }

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

    /// <summary>Looks for a key that an object of many members has twice. Gives the second on the tape, or -1.</summary>
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
            }
            return -1;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(table);
        }
    }

    /// <summary>The index of the first word behind the value at <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Behind(uint[] words, int value)
    {
        var word = words[value + 1];
        return word >= TapeKind.FirstContainer ? (int)(word & PayloadMask) : value + ScalarWords;
    }

    private static bool SameString(ReadOnlySpan<byte> json, uint[] words, int one, int other, ByteScratch scratch)
    {
        var left = json.Slice((int)words[one], (int)(words[one + 1] & LengthMask));
        var right = json.Slice((int)words[other], (int)(words[other + 1] & LengthMask));
        if (((words[one + 1] | words[other + 1]) & Escaped) == 0)
            return left.SequenceEqual(right);
        var decoded = (words[one + 1] & Escaped) == 0 ? left : scratch.Unescape(left);
        return decoded.SequenceEqual((words[other + 1] & Escaped) == 0 ? right : scratch.UnescapeSecond(right));
    }

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out var consumed) == OperationStatus.Done)
            at += consumed;
        return at;
    }
}

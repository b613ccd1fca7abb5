using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Validation.Schema.Tape;

/// <content>The pass over the text: a state machine without calls, because it runs for every token.</content>
internal sealed partial class JsonTape
{
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
        if (refuseDuplicates && FindEarlierDuplicate(json, words, depth, fault, scratch) is >= 0 and var level)
        {
            _depth = level;
            FaultOffset = (int)words[FaultKey];
            return ScanFault.DuplicateProperty;
        }
        return fault;
    }
}

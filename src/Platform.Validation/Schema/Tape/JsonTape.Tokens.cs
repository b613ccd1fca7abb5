using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Platform.Validation.Schema.Tape;

/// <content>Strings, white space and numbers, many bytes at once where that helps.</content>
internal sealed partial class JsonTape
{
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
}

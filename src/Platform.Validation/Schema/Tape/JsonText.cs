using System.Text;

namespace Platform.Validation.Schema.Tape;

/// <summary>What stands between the quotes of a JSON string.</summary>
internal static class JsonText
{
    /// <summary>Reads the four digits of <c>\u0000</c>.</summary>
    public static bool TryReadHex(ReadOnlySpan<byte> json, int at, out char unit)
    {
        unit = '\0';
        if (at + 4 > json.Length)
            return false;
        var value = 0;
        foreach (var digit in json.Slice(at, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        unit = (char)value;
        return true;
    }

    /// <summary>Decodes the escapes of a string that the scan has found to be right.</summary>
    /// <param name="escaped">The bytes between the quotes.</param>
    /// <param name="target">At least as long; decoding never lengthens.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        for (var at = 0; at < escaped.Length;)
        {
            var next = escaped[at..].IndexOf((byte)'\\');
            if (next < 0)
                next = escaped.Length - at;
            escaped.Slice(at, next).CopyTo(target[written..]);
            written += next;
            at += next;
            if (at == escaped.Length)
                break;
            var c = escaped[at + 1];
            if (c != 'u')
            {
                target[written++] = c switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => c,
                };
                at += 2;
                continue;
            }
            TryReadHex(escaped, at + 2, out var unit);
            at += 6;
            Rune rune;
            if (char.IsHighSurrogate(unit))
            {
                TryReadHex(escaped, at + 2, out var low);
                at += 6;
                rune = new Rune(unit, low);
            }
            else
            {
                rune = new Rune(unit);
            }
            written += rune.EncodeToUtf8(target[written..]);
        }
        return written;
    }

    /// <summary>The text of a string or key on the tape.</summary>
    public static string Decode(ReadOnlySpan<byte> json, uint[] words, int index)
    {
        var raw = json.Slice((int)words[index], (int)(words[index + 1] & JsonTape.LengthMask));
        if ((words[index + 1] & JsonTape.Escaped) == 0)
            return Encoding.UTF8.GetString(raw);
        var target = new byte[raw.Length];
        return Encoding.UTF8.GetString(target, 0, Unescape(raw, target));
    }

    /// <summary>
    /// The beginning of a string or key on the tape: all of it where it has no more than <paramref name="most"/> characters, else a few more
    /// than that. A key may be as long as the whole instance, and is not decoded for the few characters that are shown of it.
    /// </summary>
    public static string DecodeStart(ReadOnlySpan<byte> json, uint[] words, int index, int most)
    {
        // A unit of UTF-16 takes at most three bytes, and six where it is escaped.
        var raw = json.Slice((int)words[index], (int)(words[index + 1] & JsonTape.LengthMask));
        var isEscaped = (words[index + 1] & JsonTape.Escaped) != 0;
        if (raw.Length <= (most + 1) * 6)
            return Decode(json, words, index);
        if (!isEscaped)
        {
            raw = raw[..((most + 1) * 3)];
            while (Rune.DecodeLastFromUtf8(raw, out _, out var torn) != System.Buffers.OperationStatus.Done)
                raw = raw[..^torn];
            return Encoding.UTF8.GetString(raw);
        }
        var end = 0;
        for (var units = 0; units <= most; units++)
            end += LengthOfCharacter(raw[end..]);
        var target = new byte[end];
        return Encoding.UTF8.GetString(target, 0, Unescape(raw[..end], target));
    }

    private static int LengthOfCharacter(ReadOnlySpan<byte> escaped)
    {
        if (escaped[0] != '\\')
            return escaped[0] < 0x80 ? 1 : escaped[0] < 0xE0 ? 2 : escaped[0] < 0xF0 ? 3 : 4;
        if (escaped[1] != 'u')
            return 2;
        return TryReadHex(escaped, 2, out var unit) && char.IsHighSurrogate(unit) ? 12 : 6;
    }

    /// <summary>How many Unicode code points valid UTF-8 holds: its bytes that do not continue one.</summary>
    public static int CountCodePoints(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var each in utf8)
            count += (each & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }
}

using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Platform.Errors;

/// <summary>
/// JSON straight into somebody's buffer. <see cref="System.Text.Json.Utf8JsonWriter"/> would be one more object for each response, and checks a structure that
/// is fixed here.
/// </summary>
internal ref struct JsonOutput(IBufferWriter<byte> output)
{
    /// <summary>What is asked of the buffer at a time, so that most values need no second question.</summary>
    private const int Chunk = 256;

    /// <summary>Characters that are escaped at a time; each becomes at most twelve (a surrogate pair is two escapes of six).</summary>
    private const int EscapedAtOnce = 64;

    /// <summary>
    /// Scripts of all languages as they are. <c>&lt;</c> and <c>&gt;</c> are escaped: no problem can be taken for a page then, neither by a client that guesses
    /// media types nor inside of a script element, and that needs no <c>nosniff</c>. What else the encoder escapes for the sake of HTML opens no markup, and
    /// stays readable.
    /// </summary>
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>What is certain to need no escape.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>What the encoder escapes and need not, and the quote, which has a shorter escape.</summary>
    private static readonly SearchValues<char> Readable = SearchValues.Create("&'+`\"");

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _written;

    /// <summary>Hands over what was written. Nothing may be written after it.</summary>
    public void Flush()
    {
        _output.Advance(_written);
        _span = default;
        _written = 0;
    }

    /// <summary>Bytes that are JSON already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _written += json.Length;
    }

    /// <summary>A text in quotes.</summary>
    public void Text(scoped ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(Plain))
        {
            Raw("\""u8);
            TextPart(text);
            Raw("\""u8);
            return;
        }
        var target = Reserve(text.Length + 2);
        target[0] = (byte)'"';
        Ascii.FromUtf16(text, target[1..], out var length);
        target[length + 1] = (byte)'"';
        _written += length + 2;
    }

    /// <summary>A piece of a text, without the quotes. A surrogate without its partner becomes U+FFFD.</summary>
    public void TextPart(scoped ReadOnlySpan<char> text)
    {
        for (int plain; (plain = text.IndexOfAnyExcept(Plain)) >= 0;)
        {
            Narrow(text[..plain]);
            text = text[plain..];
            if (text[0] == '"')
            {
                Raw("\\\""u8);
                text = text[1..];
                continue;
            }
            var escaped = text.IndexOfAny(Readable) is var readable and >= 0 ? readable : text.Length;
            Escape(text[..escaped]);
            text = text[escaped..];
        }
        Narrow(text);
    }

    /// <summary>A value that formats itself, as it is.</summary>
    public void Number<T>(T value, scoped ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        int length;
        for (var size = 64; !value.TryFormat(Reserve(size), out length, format, CultureInfo.InvariantCulture); size *= 2)
        {
        }
        _written += length;
    }

    /// <summary>A value that formats itself, in quotes. Its form must need no escape.</summary>
    public void Quoted<T>(T value, scoped ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        Raw("\""u8);
        Number(value, format);
        Raw("\""u8);
    }

    /// <summary>Characters of ASCII.</summary>
    private void Narrow(scoped ReadOnlySpan<char> text)
    {
        Ascii.FromUtf16(text, Reserve(text.Length), out var length);
        _written += length;
    }

    // Reserve may begin a new piece, and so change what is written: it must be asked before the sum is begun.
    private void Utf8(scoped ReadOnlySpan<char> text, int mostBytes)
    {
        var length = Encoding.UTF8.GetBytes(text, Reserve(mostBytes));
        _written += length;
    }

    private void Escape(scoped ReadOnlySpan<char> text)
    {
        Span<char> escaped = stackalloc char[EscapedAtOnce * 12];
        while (!text.IsEmpty)
        {
            var isLast = text.Length <= EscapedAtOnce;
            Encoder.Encode(text[..int.Min(text.Length, EscapedAtOnce)], escaped, out var consumed, out var written, isFinalBlock: isLast);
            Utf8(escaped[..written], written * 3);
            text = text[consumed..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        if (_span.Length - _written < size)
            Grow(size);
        return _span[_written..];
    }

    private void Grow(int size)
    {
        _output.Advance(_written);
        _written = 0;
        _span = _output.GetSpan(int.Max(size, Chunk));
    }
}

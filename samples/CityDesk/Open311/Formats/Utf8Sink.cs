using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace CityDesk.Open311.Formats;

/// <summary>UTF-8 straight into the memory of an <see cref="IBufferWriter{T}"/>, handed over in large pieces.</summary>
internal ref struct Utf8Sink(IBufferWriter<byte> output)
{
    /// <summary>Room that holds any number or moment.</summary>
    public const int ValueRoom = 32;

    /// <summary>Texts up to this many characters find room without a look at what they will need.</summary>
    public const int ShortText = 1_024;

    private const int Piece = 4_096;

    private Span<byte> _piece;
    private int _written;

    /// <summary>At least <paramref name="size"/> bytes to write into; they count once <see cref="Advance"/> is called.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_piece.Length - _written < size)
            TakePiece(size);
        return _piece[_written..];
    }

    public void Advance(int bytes) => _written += bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _written += bytes.Length;
    }

    public void Write(byte single)
    {
        Reserve(1)[0] = single;
        _written++;
    }

    /// <summary>Appends text as UTF-8 and returns what was appended.</summary>
    public Span<byte> Transcode(ReadOnlySpan<char> text)
    {
        // Three bytes at most for each UTF-16 unit. Long texts are counted first, so that they do not ask for thrice their size.
        var free = Reserve(text.Length <= Piece / 3 ? text.Length * 3 : Encoding.UTF8.GetByteCount(text));
        // A lone surrogate cannot be here (DeskText); if it were, U+FFFD would stand for it and the document stay well-formed.
        var status = Utf8.FromUtf16(text, free, out _, out var bytes);
        Debug.Assert(status == OperationStatus.Done, "the room was reserved for the longest encoding");
        _written += bytes;
        return free[..bytes];
    }

    /// <summary>Takes back bytes that were appended last.</summary>
    public void Rewind(int bytes) => _written -= bytes;

    public void Number<T>(T value)
        where T : struct, IUtf8SpanFormattable
    {
        value.TryFormat(Reserve(ValueRoom), out var bytes, default, CultureInfo.InvariantCulture);
        _written += bytes;
    }

    /// <summary><c>2026-05-04T12:00:00Z</c>. No fractions: clients of the standard's age read none.</summary>
    public void Instant(DateTimeOffset value)
    {
        var free = Reserve(ValueRoom);
        value.UtcDateTime.TryFormat(free, out var bytes, "s", CultureInfo.InvariantCulture);
        free[bytes] = (byte)'Z';
        _written += bytes + 1;
    }

    public void Flush()
    {
        // An output may refuse Advance, even by nothing, where it has given no memory.
        if (_written > 0)
            output.Advance(_written);
        _written = 0;
        _piece = [];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakePiece(int size)
    {
        Flush();
        _piece = output.GetSpan(Math.Max(size, Piece));
    }
}

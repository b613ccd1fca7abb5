using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;

namespace CityDesk.Open311.Formats;

/// <summary>
/// JSON by the Spark convention. Identifiers are always strings, also where they look like numbers: the standard's examples
/// show <c>006</c>, which is no JSON number and as 6 would be another service. Booleans, coordinates, the order of
/// questions and error codes are typed.
/// </summary>
internal ref struct GeoReportJson : IGeoReportWriter<GeoReportJson>
{
    // All that JSON lets stand stays readable, quotation marks too. It is always sent as application/json with nosniff, which no
    // browser takes for a page; whoever puts a text from it into a page has to encode it for that, as any other.
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>ASCII that stands in a string as it is.</summary>
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0, 128).Where(code => !Encoder.WillEncode(code)).Select(code => (byte)code)]);

    private Utf8Sink _sink;
    private bool _comma;

    private GeoReportJson(IBufferWriter<byte> output, bool continuing)
    {
        _sink = new Utf8Sink(output);
        _comma = continuing;
    }

    public static GeoReportJson Over(IBufferWriter<byte> output, bool continuing = false) => new(output, continuing);

    public void BeginDocument(ReadOnlySpan<byte> root, Shape shape)
    {
        _sink.Write(shape == Shape.List ? (byte)'[' : (byte)'{');
        _comma = false;
    }

    public void EndDocument(ReadOnlySpan<byte> root, Shape shape) => _sink.Write(shape == Shape.List ? (byte)']' : (byte)'}');

    public void BeginList(ReadOnlySpan<byte> name)
    {
        Name(name);
        _sink.Write((byte)'[');
        _comma = false;
    }

    public void EndList(ReadOnlySpan<byte> name)
    {
        _sink.Write((byte)']');
        _comma = true;
    }

    public void BeginItem(ReadOnlySpan<byte> name)
    {
        Separate();
        _sink.Write((byte)'{');
        _comma = false;
    }

    public void EndItem(ReadOnlySpan<byte> name)
    {
        _sink.Write((byte)'}');
        _comma = true;
    }

    public void Item(ReadOnlySpan<byte> name, string value)
    {
        Separate();
        Quote(value);
        _comma = true;
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        Name(name);
        if (string.IsNullOrEmpty(value))
            _sink.Write("null"u8);
        else
            Quote(value);
    }

    public void Identifier(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        _sink.Write((byte)'"');
        _sink.Number(value);
        _sink.Write((byte)'"');
    }

    public void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        _sink.Write(value ? "true"u8 : "false"u8);
    }

    public void Number(ReadOnlySpan<byte> name, int value)
    {
        Name(name);
        _sink.Number(value);
    }

    public void Number(ReadOnlySpan<byte> name, double? value)
    {
        Name(name);
        if (value is { } number)
            _sink.Number(number);
        else
            _sink.Write("null"u8);
    }

    public void Instant(ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        Name(name);
        if (value is not { } instant)
        {
            _sink.Write("null"u8);
            return;
        }

        _sink.Write((byte)'"');
        _sink.Instant(instant);
        _sink.Write((byte)'"');
    }

    public void Flush() => _sink.Flush();

    private void Name(ReadOnlySpan<byte> name)
    {
        var free = _sink.Reserve(name.Length + 4);
        var at = 0;
        if (_comma)
            free[at++] = (byte)',';
        free[at++] = (byte)'"';
        name.CopyTo(free[at..]);
        at += name.Length;
        free[at++] = (byte)'"';
        free[at++] = (byte)':';
        _sink.Advance(at);
        _comma = true;
    }

    private void Separate()
    {
        if (_comma)
            _sink.Write((byte)',');
    }

    private void Quote(ReadOnlySpan<char> text)
    {
        // Nearly every text is short and plain: copied in one go, and looked through once.
        if (text.Length <= Utf8Sink.ShortText)
        {
            var free = _sink.Reserve(text.Length + 2);
            if (Ascii.FromUtf16(text, free[1..], out var length) == OperationStatus.Done && !free.Slice(1, length).ContainsAnyExcept(Plain))
            {
                free[0] = (byte)'"';
                free[length + 1] = (byte)'"';
                _sink.Advance(length + 2);
                return;
            }
        }

        _sink.Write((byte)'"');
        var plain = _sink.Transcode(text);
        var at = Encoder.FindFirstCharacterToEncodeUtf8(plain);
        if (at >= 0)
            Escape(plain, at);
        _sink.Write((byte)'"');
    }

    /// <summary>Replaces the end of what was appended last, from <paramref name="at"/>, by its escaped form.</summary>
    private void Escape(ReadOnlySpan<byte> appended, int at)
    {
        var rest = appended.Length - at;
        var copy = ArrayPool<byte>.Shared.Rent(rest);
        appended[at..].CopyTo(copy);
        _sink.Rewind(rest);
        // No character grows more than sixfold per byte: \u0007 for one byte, two such for the four of a surrogate pair.
        var status = Encoder.EncodeUtf8(copy.AsSpan(0, rest), _sink.Reserve(rest * 6), out _, out var bytes);
        Debug.Assert(status == OperationStatus.Done, "the room was reserved for the longest escape");
        _sink.Advance(bytes);
        ArrayPool<byte>.Shared.Return(copy);
    }
}

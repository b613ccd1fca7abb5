using System.Buffers;

namespace CityDesk.Open311.Formats;

/// <summary>XML as GeoReport v2 shows it: no namespace, no attributes, an empty element where there is no value.</summary>
internal ref struct GeoReportXml : IGeoReportWriter<GeoReportXml>
{
    // A parser turns a bare carriage return into a line feed (XML 1.0 §2.11), so it must be written as a reference to survive.
    private static readonly SearchValues<char> Special = SearchValues.Create("<>&\r");

    private Utf8Sink _sink;

    private GeoReportXml(IBufferWriter<byte> output) => _sink = new Utf8Sink(output);

    public static GeoReportXml Over(IBufferWriter<byte> output, bool continuing = false) => new(output);

    public void BeginDocument(ReadOnlySpan<byte> root, Shape shape)
    {
        _sink.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>"u8);
        Open(root);
    }

    public void EndDocument(ReadOnlySpan<byte> root, Shape shape) => Close(root);

    public void BeginList(ReadOnlySpan<byte> name) => Open(name);

    public void EndList(ReadOnlySpan<byte> name) => Close(name);

    public void BeginItem(ReadOnlySpan<byte> name) => Open(name);

    public void EndItem(ReadOnlySpan<byte> name) => Close(name);

    public void Item(ReadOnlySpan<byte> name, string value) => Text(name, value);

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Empty(name);
            return;
        }

        Open(name);
        Escape(value);
        Close(name);
    }

    public void Identifier(ReadOnlySpan<byte> name, long value)
    {
        Open(name);
        _sink.Number(value);
        Close(name);
    }

    public void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        Open(name);
        _sink.Write(value ? "true"u8 : "false"u8);
        Close(name);
    }

    public void Number(ReadOnlySpan<byte> name, int value)
    {
        Open(name);
        _sink.Number(value);
        Close(name);
    }

    public void Number(ReadOnlySpan<byte> name, double? value)
    {
        if (value is not { } number)
        {
            Empty(name);
            return;
        }

        Open(name);
        _sink.Number(number);
        Close(name);
    }

    public void Instant(ReadOnlySpan<byte> name, DateTimeOffset? value)
    {
        if (value is not { } instant)
        {
            Empty(name);
            return;
        }

        Open(name);
        _sink.Instant(instant);
        Close(name);
    }

    public void Flush() => _sink.Flush();

    private void Open(ReadOnlySpan<byte> name)
    {
        var free = _sink.Reserve(name.Length + 2);
        free[0] = (byte)'<';
        name.CopyTo(free[1..]);
        free[name.Length + 1] = (byte)'>';
        _sink.Advance(name.Length + 2);
    }

    private void Close(ReadOnlySpan<byte> name)
    {
        var free = _sink.Reserve(name.Length + 3);
        free[0] = (byte)'<';
        free[1] = (byte)'/';
        name.CopyTo(free[2..]);
        free[name.Length + 2] = (byte)'>';
        _sink.Advance(name.Length + 3);
    }

    private void Empty(ReadOnlySpan<byte> name)
    {
        var free = _sink.Reserve(name.Length + 4);
        free[0] = (byte)'<';
        name.CopyTo(free[1..]);
        " />"u8.CopyTo(free[(name.Length + 1)..]);
        _sink.Advance(name.Length + 4);
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            _sink.Transcode(text[..at]);
            _sink.Write(text[at] switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                _ => "&#xD;"u8,
            });
        }

        _sink.Transcode(text);
    }
}

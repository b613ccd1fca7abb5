using System.Globalization;

namespace Platform.Validation.Rules;

/// <summary>Where one is in a graph of objects, as the beginning of a JSON Pointer (RFC 6901), as far as one is shown.</summary>
internal sealed class RulePath
{
    /// <summary>One more than is shown, so that what was left out is known to be.</summary>
    private const int MostKept = FailureText.MaxLength + 1;

    private char[] _text = new char[64];
    private int[] _starts = new int[16];
    private int _length;

    /// <summary>How many values deep.</summary>
    public int Depth { get; private set; }

    public void Push(string pointer)
    {
        Mark();
        Append(pointer);
    }

    public void Push(string pointer, int index)
    {
        Mark();
        Append(pointer);
        Span<char> digits = stackalloc char[11];
        index.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        Append("/");
        Append(digits[..written]);
    }

    public void Push(string pointer, string key)
    {
        Mark();
        Append(pointer);
        Append("/");
        var rest = key.AsSpan();
        while (rest.IndexOfAny('~', '/') is >= 0 and var at && _length < MostKept)
        {
            Append(rest[..at]);
            Append(rest[at] == '~' ? "~0" : "~1");
            rest = rest[(at + 1)..];
        }
        Append(rest);
    }

    public void Pop() => _length = _starts[--Depth];

    public void Clear() => (_length, Depth) = (0, 0);

    public string Render(string pointer) => FailureText.Cut(_length == 0 ? pointer : string.Concat(_text.AsSpan(0, _length), pointer));

    private void Mark()
    {
        if (Depth == _starts.Length)
            Array.Resize(ref _starts, Depth * 2);
        _starts[Depth++] = _length;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > MostKept - _length)
            text = text[..(MostKept - _length)];
        if (_length + text.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + text.Length));
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}

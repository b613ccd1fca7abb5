using System.Globalization;

namespace Platform.Validation.Rules;

/// <summary>Where one is in a graph of objects, as the beginning of a JSON Pointer (RFC 6901), as far as one is shown.</summary>
internal sealed class RulePath
{
    /// <summary>One more than is shown, so that what was left out is known to be.</summary>
    private const int MostKept = FailureText.MaxLength + 1;

    private readonly PointerTable _pointers = new();
    private char[] _text = new char[64];
    private (int Length, int Keys)[] _starts = new (int, int)[16];
    private int _length;

    /// <summary>How many steps of the way are keys of dictionaries.</summary>
    private int _keys;

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
        _keys++;
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

    public void Pop() => (_length, _keys) = _starts[--Depth];

    public void Clear() => (_length, Depth, _keys) = (0, 0, 0);

    public string Render(string pointer)
    {
        if (_length == 0)
            return FailureText.Cut(pointer);
        // A key of a dictionary is what somebody sent: it is not kept beyond the answer.
        return _keys == 0 && _length + pointer.Length <= PointerTable.MostCharacters
            ? _pointers.Of(_text.AsSpan(0, _length), pointer)
            : FailureText.Cut(string.Concat(_text.AsSpan(0, _length), pointer));
    }

    private void Mark()
    {
        if (Depth == _starts.Length)
            Array.Resize(ref _starts, Depth * 2);
        _starts[Depth++] = (_length, _keys);
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

using System.Buffers;

namespace Platform.Validation.Schema.Streaming;

/// <summary>
/// Finds what separates the members or items of an object or array, and its end, while bytes arrive. Each byte is looked at once, however
/// they are cut and however deep one goes into what has been looked at; nothing is checked that is not needed for it. All places are
/// counted from the beginning of the text.
/// </summary>
/// <param name="mostDepth">How deep objects and arrays may lie within each other.</param>
internal sealed class Separators(int mostDepth)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> EndOfString = SearchValues.Create("\"\\"u8);

    // At each depth where the last comma stands of what is open there, or was last; -1 where it has none.
    private readonly long[] _commas = new long[mostDepth];

    // At each depth where the first bracket stands that closed a value behind the last comma; -1 where none has.
    private readonly long[] _closed = new long[mostDepth];
    private int _base;
    private int _depth;
    private bool _inString;
    private bool _isEscaped;

    /// <summary>How far bytes have been looked at.</summary>
    public long Scanned { get; private set; }

    /// <summary>Where the last separator stands; -1 where there is none.</summary>
    public long Last => _commas[_base];

    /// <summary>Where the bracket stands that closes the object or array; -1 where it has not come.</summary>
    public long End { get; private set; } = -1;

    /// <summary>Begins with an object or array at a place behind which nothing is known.</summary>
    /// <param name="place">Behind its bracket, or one of its commas or values.</param>
    /// <param name="depth">How many enclose it.</param>
    public void Begin(long place, int depth)
    {
        (Scanned, End, _base, _depth, _inString, _isEscaped) = (place, -1, depth, 0, false, false);
        (_commas[depth], _closed[depth]) = (-1, -1);
    }

    /// <summary>
    /// Goes into the value that has begun. What has been looked at of it need not be looked at again; where it has ended, nothing more is.
    /// </summary>
    public void GoInto()
    {
        End = _closed[_base++];
        _depth--;
    }

    /// <summary>What stands before the last separator has been judged.</summary>
    public void Forget() => _commas[_base] = -1;

    /// <summary>Looks at what has not been looked at yet.</summary>
    /// <param name="bytes">All that has arrived and was not dropped.</param>
    /// <param name="from">Where they begin.</param>
    /// <returns>Whether nothing lies too deep.</returns>
    public bool Read(in ReadOnlySequence<byte> bytes, long from)
    {
        if (End >= 0)
            return true;
        foreach (var piece in bytes.Slice(Scanned - from))
        {
            if (!Read(piece.Span))
                return false;
            if (End >= 0)
                break;
        }
        return true;
    }

    private bool Read(ReadOnlySpan<byte> piece)
    {
        var at = 0;
        while (at < piece.Length)
        {
            if (_isEscaped)
            {
                (_isEscaped, at) = (false, at + 1);
                continue;
            }
            var next = piece[at..].IndexOfAny(_inString ? EndOfString : Structure);
            if (next < 0)
                break;
            at += next;
            var place = Scanned + at;
            switch (piece[at++])
            {
                case (byte)'"':
                    _inString = !_inString;
                    break;
                case (byte)'\\':
                    _isEscaped = true;
                    break;
                case (byte)',':
                    (_commas[_base + _depth], _closed[_base + _depth]) = (place, -1);
                    break;
                case (byte)'[' or (byte)'{':
                    if (_base + ++_depth >= _commas.Length)
                        return false;
                    (_commas[_base + _depth], _closed[_base + _depth]) = (-1, -1);
                    break;
                default:
                    if (_depth-- == 0)
                    {
                        End = place;
                        return true;
                    }
                    if (_closed[_base + _depth] < 0)
                        _closed[_base + _depth] = place;
                    break;
            }
        }
        Scanned += piece.Length;
        return true;
    }
}

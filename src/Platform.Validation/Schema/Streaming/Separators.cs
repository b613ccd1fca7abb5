using System.Buffers;

namespace Platform.Validation.Schema.Streaming;

/// <summary>
/// Finds what separates the members or items of one object or array, and its end, while bytes arrive. Each byte is looked at once, however they are cut; nothing
/// is checked that is not needed for it.
/// </summary>
internal struct Separators
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> EndOfString = SearchValues.Create("\"\\"u8);

    private bool _inString;
    private bool _isEscaped;

    /// <summary>How deep in the value that has not ended yet.</summary>
    public int Depth { get; private set; }

    /// <summary>How many bytes have been looked at.</summary>
    public long Scanned { get; private set; }

    /// <summary>Where the last separator stands; -1 where there is none.</summary>
    public long Last { get; private set; }

    /// <summary>Where the bracket stands that closes the object or array; -1 where it has not come.</summary>
    public long End { get; private set; }

    public static Separators Begin() => new() { Last = -1, End = -1 };

    /// <summary>Looks at what has not been looked at yet.</summary>
    /// <param name="bytes">All that has arrived of the object or array and was not dropped.</param>
    /// <param name="mostDepth">Deeper than this nothing is let in.</param>
    /// <returns>Whether nothing lies deeper.</returns>
    public bool Read(in ReadOnlySequence<byte> bytes, int mostDepth)
    {
        foreach (var piece in bytes.Slice(Scanned))
        {
            if (!Read(piece.Span, mostDepth))
                return false;
            if (End >= 0)
                break;
        }
        return true;
    }

    /// <summary>So many bytes have been judged and are dropped.</summary>
    public void Drop(long bytes) => (Scanned, Last) = (Scanned - bytes, -1);

    private bool Read(ReadOnlySpan<byte> piece, int mostDepth)
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
            var offset = Scanned + at;
            switch (piece[at++])
            {
                case (byte)'"':
                    _inString = !_inString;
                    break;
                case (byte)'\\':
                    _isEscaped = true;
                    break;
                case (byte)',':
                    if (Depth == 0)
                        Last = offset;
                    break;
                case (byte)'[' or (byte)'{':
                    if (++Depth > mostDepth)
                        return false;
                    break;
                default:
                    if (Depth-- == 0)
                    {
                        End = offset;
                        return true;
                    }
                    break;
            }
        }
        Scanned += piece.Length;
        return true;
    }
}

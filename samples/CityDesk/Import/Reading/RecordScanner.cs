namespace CityDesk.Import.Reading;

/// <summary>
/// Finds where a CSV record ends, by the grammar of RFC 4180 §2 and nothing looser. It knows bytes only; the fields are
/// CsvHelper's business.
/// </summary>
/// <remarks>
/// Readers that only count quotes merge every row up to the next odd quote into one when a quote was lost. Here a quote
/// that the grammar does not allow ends the record at its first line end, so a lost quote costs one row, not the rows after it.
/// </remarks>
internal static class RecordScanner
{
    /// <param name="buffer">Bytes of the file from the start of a record on.</param>
    /// <param name="length">How many of them the record takes up with its line end; 0 when more bytes are needed.</param>
    public static RecordShape Find(ReadOnlySpan<byte> buffer, out int length)
    {
        length = 0;
        var at = 0;
        var atFieldStart = true;
        while (at < buffer.Length)
        {
            if (atFieldStart && buffer[at] == (byte)'"')
            {
                var closed = SkipQuoted(buffer, ref at);
                if (!closed)
                    return RecordShape.InsideQuotes;
                if (at == buffer.Length)
                    return RecordShape.Incomplete;
                if (buffer[at] == (byte)'\r')
                {
                    if (at + 1 == buffer.Length)
                        return RecordShape.Incomplete;
                    at += buffer[at + 1] == (byte)'\n' ? 1 : 0;
                }

                if (buffer[at] is not ((byte)',' or (byte)'\n'))
                    return FirstLine(buffer, out length);
            }
            else
            {
                var next = buffer[at..].IndexOfAny((byte)',', (byte)'\n', (byte)'"');
                if (next < 0)
                    return RecordShape.Incomplete;
                at += next;
                if (buffer[at] == (byte)'"')
                    return FirstLine(buffer, out length);
            }

            // Here stands a comma or a line feed.
            if (buffer[at++] == (byte)'\n')
            {
                length = at;
                return RecordShape.Complete;
            }

            atFieldStart = true;
        }

        return RecordShape.Incomplete;
    }

    /// <summary>Moves behind the closing quote of the field that opens at <paramref name="at"/>.</summary>
    private static bool SkipQuoted(ReadOnlySpan<byte> buffer, ref int at)
    {
        at++;
        while (true)
        {
            var quote = buffer[at..].IndexOf((byte)'"');
            if (quote < 0)
                return false;
            at += quote + 1;
            if (at == buffer.Length || buffer[at] != (byte)'"')
                return true;
            at++;
        }
    }

    private static RecordShape FirstLine(ReadOnlySpan<byte> buffer, out int length)
    {
        length = buffer.IndexOf((byte)'\n') + 1;
        return length > 0 ? RecordShape.Malformed : RecordShape.Incomplete;
    }
}

/// <summary>What stands at the start of a buffer.</summary>
internal enum RecordShape
{
    /// <summary>The end of the record is not in the buffer.</summary>
    Incomplete,

    /// <summary>Nor is it, and the buffer ends inside a quoted field.</summary>
    InsideQuotes,

    /// <summary>A record as the grammar has it.</summary>
    Complete,

    /// <summary>A line whose quotes break the grammar.</summary>
    Malformed,
}

using System.Buffers;

namespace Platform.Validation.DataSets.Csv;

/// <summary>
/// Finds where a record ends, by the grammar of RFC 4180 §2 and nothing looser: bytes only, fields are CsvHelper's business.
/// </summary>
/// <remarks>
/// Readers that only count quotes make one row of all that stands between a lost quote and the next odd one. Here a quote that the
/// grammar does not allow ends the record at its first line end. A quote that opens a field and is never closed cannot be told from
/// a long text; the limit on records tells.
/// </remarks>
internal sealed class CsvGrammar(char separator)
{
    private readonly SearchValues<byte> _stops = SearchValues.Create((byte)separator, (byte)'\n', (byte)'\r', (byte)'"');
    private readonly byte _separator = (byte)separator;

    /// <param name="buffer">Bytes of the file from the start of a record on.</param>
    /// <param name="isEnd">Whether the file ends where the buffer does.</param>
    /// <param name="length">How many bytes the record takes up with its line end.</param>
    /// <param name="fault">What breaks the grammar; nothing where the record is sound.</param>
    /// <returns>Whether the record is whole; otherwise more bytes are needed.</returns>
    public bool TryFind(ReadOnlySpan<byte> buffer, bool isEnd, out int length, out string? fault)
    {
        (length, fault) = (0, null);
        var at = 0;
        while (true)
        {
            if (at < buffer.Length && buffer[at] == (byte)'"')
            {
                if (!SkipQuoted(buffer, ref at))
                {
                    if (!isEnd)
                        return false;
                    return FirstLine(buffer, isEnd, "A quoted field is not closed before the end of the file.", out length, out fault);
                }
                // Behind the closing quote stands what could still double it.
                if (at == buffer.Length && !isEnd)
                    return false;
                if (at < buffer.Length && buffer[at] != _separator && buffer[at] is not ((byte)'\n' or (byte)'\r'))
                    return FirstLine(buffer, isEnd, "Text stands behind a closing quote.", out length, out fault);
            }
            else
            {
                var next = buffer[at..].IndexOfAny(_stops);
                at = next < 0 ? buffer.Length : at + next;
                if (at < buffer.Length && buffer[at] == (byte)'"')
                    return FirstLine(buffer, isEnd, "A quote stands inside a field that is not quoted.", out length, out fault);
            }

            if (at == buffer.Length)
            {
                length = at;
                return isEnd;
            }
            if (buffer[at] == (byte)'\r')
            {
                if (at + 1 == buffer.Length && !isEnd)
                    return false;
                if (at + 1 == buffer.Length || buffer[at + 1] != (byte)'\n')
                    return FirstLine(buffer, isEnd, "A carriage return without a line feed stands outside of quotes.", out length, out fault);
                at++;
            }
            if (buffer[at++] == (byte)'\n')
            {
                length = at;
                return true;
            }
        }
    }

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

    private static bool FirstLine(ReadOnlySpan<byte> buffer, bool isEnd, string what, out int length, out string? fault)
    {
        length = buffer.IndexOf((byte)'\n') + 1;
        fault = what;
        if (length == 0 && isEnd)
            length = buffer.Length;
        return length > 0;
    }
}

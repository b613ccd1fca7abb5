using System.Globalization;
using System.Text;

namespace Platform.Validation.DataSets.Tests.Csv;

/// <summary>
/// RFC 4180 as one would write it down: at each place either a record follows the grammar, or its line is broken. Slow, and nothing else
/// than what the standard says.
/// </summary>
internal static class NaiveCsv
{
    /// <summary>The records behind the line of names: on which line each begins, and whether it is one of a name and a whole number.</summary>
    public static List<(int Line, bool IsSound)> Read(byte[] file)
    {
        // One character for a byte, so that places are the same in both.
        var text = Encoding.Latin1.GetString(file);
        var records = new List<(int, bool)>();
        var (at, line) = (text.IndexOf('\n', StringComparison.Ordinal) + 1, 2);
        while (at < text.Length)
        {
            var end = at;
            var fields = Record(text, ref end);
            if (fields is null)
            {
                // What does not follow the grammar costs its line.
                end = text.IndexOf('\n', at);
                end = end < 0 ? text.Length : end + 1;
            }
            var record = text[at..end];
            if (record.Trim('\r', '\n').Length > 0)
                records.Add((line, fields is [_, var number] && IsText(record) && int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)));
            line += record.Count(character => character == '\n');
            at = end;
        }
        return records;
    }

    private static bool IsText(string record) => !record.Contains('\0', StringComparison.Ordinal) && System.Text.Unicode.Utf8.IsValid(Encoding.Latin1.GetBytes(record));

    private static List<string>? Record(string text, ref int at)
    {
        var fields = new List<string>();
        while (true)
        {
            if (Field(text, ref at) is not { } field)
                return null;
            fields.Add(field);
            if (at == text.Length)
                return fields;
            if (text[at] == ',')
            {
                at++;
                continue;
            }
            if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
                at++;
            if (text[at] != '\n')
                return null;
            at++;
            return fields;
        }
    }

    private static string? Field(string text, ref int at)
    {
        var field = new StringBuilder();
        if (at == text.Length || text[at] != '"')
        {
            for (; at < text.Length && text[at] is not (',' or '\r' or '\n'); at++)
            {
                if (text[at] == '"')
                    return null;
                field.Append(text[at]);
            }
            return field.ToString();
        }
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
                field.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"')
                field.Append(text[at++]);
            else
                return ++at == text.Length || text[at] is ',' or '\r' or '\n' ? field.ToString() : null;
        }
        return null;
    }
}

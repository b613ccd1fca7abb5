using System.Globalization;
using System.Text;

namespace Platform.Audit.PersonalData;

/// <summary>Indices of records as a text, in ascending order, those that follow each other as a range: <c>3 17-20 40</c>.</summary>
internal static class RecordRanges
{
    public static string Write(ReadOnlySpan<long> ascending)
    {
        var text = new StringBuilder();
        for (var at = 0; at < ascending.Length;)
        {
            var first = ascending[at];
            var last = first;
            while (++at < ascending.Length && ascending[at] == last + 1)
                last++;
            if (text.Length > 0)
                text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first)
                text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }
        return text.ToString();
    }

    /// <summary>Whether an index is among them. Whatever the text is, nothing throws.</summary>
    public static bool Contains(string text, long index)
    {
        foreach (var range in text.Split(' '))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            if (long.TryParse(dash < 0 ? range : range[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && long.TryParse(dash < 0 ? range : range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && index >= first && index <= last)
                return true;
        }
        return false;
    }
}

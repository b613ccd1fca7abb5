using System.Globalization;
using System.Text;
using Platform.Audit.Text;

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

    /// <summary>Reads what <see cref="Write"/> has written, in that one spelling.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ranges">The ranges, ascending, each with its first and last index.</param>
    /// <returns>Whether it was that. Whatever the text is, nothing throws.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out List<(long First, long Last)> ranges)
    {
        ranges = [];
        foreach (var part in text.Split((byte)' '))
        {
            var range = text[part];
            var dash = range.IndexOf((byte)'-');
            if (!CanonicalDecimal.TryParse(dash < 0 ? range : range[..dash], out var first) || !CanonicalDecimal.TryParse(dash < 0 ? range : range[(dash + 1)..], out var last))
                return false;
            var isWritten = dash < 0 || last > first;
            // Those that follow each other are one.
            if (!isWritten || (ranges.Count > 0 && first - 1 <= ranges[^1].Last))
                return false;
            ranges.Add((first, last));
        }
        return true;
    }
}

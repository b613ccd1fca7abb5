namespace Platform.Validation.Schema.Formats;

/// <summary><c>duration</c>: RFC 3339, appendix A. Units may be left out at either end, and not in between.</summary>
internal static class DurationFormat
{
    public static bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != 'P')
            return false;
        text = text[1..];
        if (text[^1] == 'W')
            return AreDigits(text[..^1]);
        var time = text.IndexOf((byte)'T');
        if (time < 0)
            return AreElements(text, "YMD"u8);
        return (time == 0 || AreElements(text[..time], "YMD"u8)) && AreElements(text[(time + 1)..], "HMS"u8);
    }

    /// <summary>One or more numbers with their units, which follow each other without a gap.</summary>
    private static bool AreElements(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var next = -1;
        do
        {
            var digits = 0;
            while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
                digits++;
            if (digits == 0 || digits == text.Length)
                return false;
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (next >= 0 && unit != next))
                return false;
            next = unit + 1;
            text = text[(digits + 1)..];
        }
        while (text.Length > 0);
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}

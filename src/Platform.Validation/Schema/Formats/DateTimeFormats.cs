namespace Platform.Validation.Schema.Formats;

/// <summary><c>date-time</c>, <c>date</c> and <c>time</c>: RFC 3339, section 5.6.</summary>
internal static class DateTimeFormats
{
    private const int DateLength = 10;
    private const int MinutesOfDay = 24 * 60;

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > DateLength && IsDate(text[..DateLength]) && (text[DateLength] | 0x20) == 't' && IsTime(text[(DateLength + 1)..]);

    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-'
            || !TryRead(text[..4], out var year) || !TryRead(text[5..7], out var month) || !TryRead(text[8..], out var day))
            return false;
        return month is >= 1 and <= 12 && day >= 1 && day <= DaysIn(year, month);
    }

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !TryRead(text[..2], out var hour) || !TryRead(text[3..5], out var minute) || !TryRead(text[6..8], out var second)
            || hour > 23 || minute > 59 || second > 60)
            return false;
        text = text[8..];
        if (text[0] == '.')
        {
            var digits = 1;
            while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
                digits++;
            if (digits == 1)
                return false;
            text = text[digits..];
        }
        if (!TryReadOffset(text, out var offset))
            return false;
        // A leap second is the last one of a day in UTC.
        return second < 60 || (((hour * 60) + minute - offset + MinutesOfDay) % MinutesOfDay) == MinutesOfDay - 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryRead(text[1..3], out var hour) || !TryRead(text[4..], out var minute) || hour > 23 || minute > 59)
            return false;
        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool TryRead(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if ((uint)(digit - '0') > 9)
                return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }
}

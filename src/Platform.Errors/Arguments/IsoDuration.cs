using System.Buffers;
using System.Globalization;

namespace Platform.Errors;

/// <summary>
/// A length of time as ISO 8601-1 §5.5.2 writes it, in days and smaller: <c>PT1M30S</c>, <c>P1DT0.5S</c>. Years and months have no length, so
/// they are refused; the sign before it is that of ISO 8601-2.
/// </summary>
internal readonly record struct IsoDuration(TimeSpan Value) : IUtf8SpanFormattable
{
    private const ulong SecondTicks = TimeSpan.TicksPerSecond;

    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.");

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        // The magnitude of the smallest TimeSpan does not fit a long.
        var ticks = Value.Ticks < 0 ? unchecked((ulong)-Value.Ticks) : (ulong)Value.Ticks;
        var (days, rest) = ulong.DivRem(ticks, TimeSpan.TicksPerDay);
        var (hours, restOfHours) = ulong.DivRem(rest, TimeSpan.TicksPerHour);
        var (minutes, restOfMinutes) = ulong.DivRem(restOfHours, TimeSpan.TicksPerMinute);
        var (seconds, fraction) = ulong.DivRem(restOfMinutes, SecondTicks);
        var output = new Writer(utf8Destination);
        if (Value.Ticks < 0)
            output.Byte((byte)'-');
        output.Byte((byte)'P');
        output.Part(days, 'D');
        if (rest > 0 || ticks == 0)
            output.Byte((byte)'T');
        output.Part(hours, 'H');
        output.Part(minutes, 'M');
        if (restOfMinutes > 0 || ticks == 0)
            output.Seconds(seconds, fraction);
        bytesWritten = output.Length;
        return output.Fits;
    }

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        var isNegative = text is ['-', ..];
        var rest = isNegative ? text[1..] : text;
        if (rest is not ['P', _, ..])
            return false;
        rest = rest[1..];
        UInt128 ticks = 0;
        var inTime = false;
        var designators = "DTHMS".AsSpan();
        while (!rest.IsEmpty)
        {
            if (rest[0] == 'T')
            {
                if (inTime || rest.Length == 1)
                    return false;
                inTime = true;
                rest = rest[1..];
                designators = "HMS";
                continue;
            }
            var end = rest.IndexOfAnyExcept(Numeric);
            if (end <= 0 || designators.IndexOf(rest[end]) is not (>= 0 and var at)
                || (!inTime && rest[end] != 'D') || !TryTicks(rest[..end], rest[end], out var part))
                return false;
            designators = designators[(at + 1)..];
            rest = rest[(end + 1)..];
            ticks += part;
        }
        var limit = isNegative ? (UInt128)long.MaxValue + 1 : long.MaxValue;
        if (ticks > limit)
            return false;
        value = new TimeSpan(isNegative ? unchecked(-(long)(ulong)ticks) : (long)ticks);
        return true;
    }

    private static bool TryTicks(ReadOnlySpan<char> number, char designator, out UInt128 ticks)
    {
        ticks = 0;
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        if (!ulong.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        ticks = (UInt128)count * (ulong)(designator switch
        {
            'D' => TimeSpan.TicksPerDay,
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            _ => TimeSpan.TicksPerSecond,
        });
        if (point < 0)
            return true;
        var digits = number[(point + 1)..];
        if (designator != 'S' || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        // What is finer than a tick is cut off.
        for (var (index, unit) = (0, SecondTicks / 10); index < digits.Length && unit > 0; (index, unit) = (index + 1, unit / 10))
            ticks += (ulong)(digits[index] - '0') * unit;
        return true;
    }

    private ref struct Writer(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public bool Fits { get; private set; } = true;

        public void Byte(byte value)
        {
            if (Length < _destination.Length)
                _destination[Length++] = value;
            else
                Fits = false;
        }

        public void Part(ulong count, char designator)
        {
            if (count == 0)
                return;
            Number(count, default);
            Byte((byte)designator);
        }

        public void Seconds(ulong seconds, ulong fraction)
        {
            Number(seconds, default);
            if (fraction > 0)
            {
                Byte((byte)'.');
                Number(fraction, "D7");
                while (Fits && _destination[Length - 1] == (byte)'0')
                    Length--;
            }
            Byte((byte)'S');
        }

        private void Number(ulong value, ReadOnlySpan<char> format)
        {
            if (value.TryFormat(_destination[Length..], out var written, format, CultureInfo.InvariantCulture))
                Length += written;
            else
                Fits = false;
        }
    }
}

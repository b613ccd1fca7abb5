using System.Globalization;

namespace Platform.Errors;

/// <summary>
/// A length of time as people say it: <c>1 minute 30 seconds</c>. Exact, so that who is told to wait does not come too early. English and German have words;
/// every other language has the symbols of the SI, which are the same in all (<c>1 min 30 s</c>).
/// </summary>
internal static class DurationWords
{
    // German says hours where English says days: "in 3 Tagen" and "3 Tage" differ, and a hole does not know in which sentence it stands.
    private static readonly Unit[] English =
    [
        new(TimeSpan.TicksPerDay, "day", "days"), new(TimeSpan.TicksPerHour, "hour", "hours"), new(TimeSpan.TicksPerMinute, "minute", "minutes"),
        new(TimeSpan.TicksPerSecond, "second", "seconds"), new(TimeSpan.TicksPerMillisecond, "millisecond", "milliseconds"),
    ];

    private static readonly Unit[] German =
    [
        new(TimeSpan.TicksPerHour, "Stunde", "Stunden"), new(TimeSpan.TicksPerMinute, "Minute", "Minuten"),
        new(TimeSpan.TicksPerSecond, "Sekunde", "Sekunden"), new(TimeSpan.TicksPerMillisecond, "Millisekunde", "Millisekunden"),
    ];

    private static readonly Unit[] Symbols =
    [
        new(TimeSpan.TicksPerDay, "d", "d"), new(TimeSpan.TicksPerHour, "h", "h"), new(TimeSpan.TicksPerMinute, "min", "min"),
        new(TimeSpan.TicksPerSecond, "s", "s"), new(TimeSpan.TicksPerMillisecond, "ms", "ms"),
    ];

    /// <summary>Writes a length of time.</summary>
    /// <param name="duration">The length.</param>
    /// <param name="destination">Where to; <see cref="ErrorArgument.MaximumLength"/> is enough.</param>
    /// <param name="culture">The language; <see langword="null"/> is English, as the invariant culture is.</param>
    /// <returns>How much was written.</returns>
    public static int Write(TimeSpan duration, Span<char> destination, CultureInfo? culture)
    {
        var formats = culture ?? CultureInfo.InvariantCulture;
        var units = formats.TwoLetterISOLanguageName switch
        {
            "en" or "iv" => English,
            "de" => German,
            _ => Symbols,
        };
        // The shortest TimeSpan has no opposite, but its magnitude fits.
        var left = duration.Ticks < 0 ? unchecked((ulong)-duration.Ticks) : (ulong)duration.Ticks;
        var written = 0;
        if (duration.Ticks < 0)
            Append(destination, ref written, formats.NumberFormat.NegativeSign);
        if (left is > 0 and < TimeSpan.TicksPerSecond && left % TimeSpan.TicksPerMillisecond == 0)
        {
            Append(destination, ref written, left / TimeSpan.TicksPerMillisecond, units[^1], formats);
            return written;
        }
        var start = written;
        foreach (var unit in units.AsSpan(0, units.Length - 2))
        {
            var (count, rest) = ulong.DivRem(left, unit.Ticks);
            left = rest;
            if (count == 0)
                continue;
            if (written > start)
                Append(destination, ref written, " ");
            Append(destination, ref written, count, unit, formats);
        }
        if (left > 0 || written == start)
        {
            if (written > start)
                Append(destination, ref written, " ");
            Append(destination, ref written, new decimal(left) / TimeSpan.TicksPerSecond, units[^2], formats);
        }
        return written;
    }

    private static void Append(Span<char> destination, ref int written, decimal count, Unit unit, CultureInfo formats)
    {
        count.TryFormat(destination[written..], out var length, "0.#######", formats);
        written += length;
        Append(destination, ref written, " ");
        Append(destination, ref written, count == 1 ? unit.One : unit.Several);
    }

    private static void Append(Span<char> destination, ref int written, string text)
    {
        text.CopyTo(destination[written..]);
        written += text.Length;
    }

    private sealed class Unit(long ticks, string one, string several)
    {
        public ulong Ticks { get; } = (ulong)ticks;

        public string One { get; } = one;

        public string Several { get; } = several;
    }
}

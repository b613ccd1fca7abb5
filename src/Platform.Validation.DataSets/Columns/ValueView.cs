using System.Globalization;
using System.Runtime.CompilerServices;

namespace Platform.Validation.DataSets.Columns;

/// <summary>Values as numbers, for statistics. What the type is, the compiler decides for each type once, so that nothing is boxed.</summary>
internal static class ValueView<T>
    where T : notnull
{
    public static ValueKind Kind { get; } =
        typeof(T) == typeof(string) ? ValueKind.Text
        : typeof(T) == typeof(DateTimeOffset) || typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateOnly) ? ValueKind.Time
        : typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double) || typeof(T) == typeof(decimal) || typeof(T) == typeof(float)
          || typeof(T) == typeof(short) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint)
          || typeof(T) == typeof(ulong) || typeof(T) == typeof(TimeSpan) ? ValueKind.Number
        : ValueKind.Other;

    /// <summary>Whether the engine can keep such values in a checkpoint and tell them apart.</summary>
    public static bool IsSupported { get; } = typeof(T) == typeof(string) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>A number as it is; a time in seconds since 1970 (UTC where it has a zone), a duration in seconds; a text its length in code points.</summary>
    public static double ToDouble(T value)
    {
        if (typeof(T) == typeof(int))
            return Unsafe.As<T, int>(ref value);
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref value);
        if (typeof(T) == typeof(double))
            return Unsafe.As<T, double>(ref value);
        if (typeof(T) == typeof(string))
            return TextLength.Of(Unsafe.As<T, string>(ref value));
        if (typeof(T) == typeof(DateTimeOffset))
            return Seconds(Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks);
        if (typeof(T) == typeof(DateTime))
            return Seconds(Unsafe.As<T, DateTime>(ref value).Ticks);
        if (typeof(T) == typeof(DateOnly))
            return Seconds(Unsafe.As<T, DateOnly>(ref value).DayNumber * TimeSpan.TicksPerDay);
        if (typeof(T) == typeof(TimeSpan))
            return Unsafe.As<T, TimeSpan>(ref value).TotalSeconds;
        if (typeof(T) == typeof(decimal))
            return (double)Unsafe.As<T, decimal>(ref value);
        if (typeof(T) == typeof(float))
            return Unsafe.As<T, float>(ref value);
        if (typeof(T) == typeof(short))
            return Unsafe.As<T, short>(ref value);
        if (typeof(T) == typeof(ushort))
            return Unsafe.As<T, ushort>(ref value);
        if (typeof(T) == typeof(byte))
            return Unsafe.As<T, byte>(ref value);
        if (typeof(T) == typeof(sbyte))
            return Unsafe.As<T, sbyte>(ref value);
        if (typeof(T) == typeof(uint))
            return Unsafe.As<T, uint>(ref value);
        return typeof(T) == typeof(ulong) ? Unsafe.As<T, ulong>(ref value) : double.NaN;
    }

    /// <summary>Whether one value comes before another. Of none that is no number.</summary>
    public static bool IsLess(T left, T right)
    {
        // The comparer asks for what is no number, and for the zone, each time.
        if (typeof(T) == typeof(double))
            return Unsafe.As<T, double>(ref left) < Unsafe.As<T, double>(ref right);
        if (typeof(T) == typeof(int))
            return Unsafe.As<T, int>(ref left) < Unsafe.As<T, int>(ref right);
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref left) < Unsafe.As<T, long>(ref right);
        return typeof(T) == typeof(DateTimeOffset)
            ? Unsafe.As<T, DateTimeOffset>(ref left).UtcTicks < Unsafe.As<T, DateTimeOffset>(ref right).UtcTicks
            : Comparer<T>.Default.Compare(left, right) < 0;
    }

    /// <summary>A number of this view as text.</summary>
    public static string Format(double value) => Kind == ValueKind.Time
        ? Iso8601(value)
        : Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    private static double Seconds(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;

    private static string Iso8601(double seconds)
    {
        var ticks = DateTime.UnixEpoch.Ticks + (long)Math.Round(seconds) * TimeSpan.TicksPerSecond;
        var time = new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), typeof(T) == typeof(DateTimeOffset) ? DateTimeKind.Utc : DateTimeKind.Unspecified);
        return typeof(T) == typeof(DateOnly) ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : time.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
    }
}

using System.Globalization;

namespace CityDesk;

/// <summary>Lengths of time as a person says them.</summary>
internal static class Durations
{
    private static readonly (TimeSpan Length, string Name)[] Units =
        [(TimeSpan.FromDays(1), "day"), (TimeSpan.FromHours(1), "hour"), (TimeSpan.FromMinutes(1), "minute")];

    /// <summary>In the one unit that a person would name: <c>3 hours</c>.</summary>
    public static string Describe(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => "under a minute",
        { TotalHours: < 1 } => Count((long)length.TotalMinutes, "minute"),
        { TotalDays: < 1 } => Count((long)length.TotalHours, "hour"),
        { TotalDays: < 60 } => Count((long)length.TotalDays, "day"),
        { TotalDays: < 730 } => Count((long)(length.TotalDays / 30.44), "month"),
        _ => Count((long)(length.TotalDays / 365.25), "year"),
    };

    /// <summary>Whole, in the units it takes: <c>1 minute 30 seconds</c>, <c>0.1 seconds</c>.</summary>
    /// <param name="length">Zero or more.</param>
    public static string Exact(TimeSpan length)
    {
        var parts = new List<string>();
        var rest = length;
        foreach (var (unit, name) in Units)
        {
            if ((long)(rest / unit) is > 0 and var number)
                parts.Add(Count(number, name));
            rest = TimeSpan.FromTicks(rest.Ticks % unit.Ticks);
        }

        if (rest > TimeSpan.Zero || parts.Count == 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(decimal)rest.Ticks / TimeSpan.TicksPerSecond:0.#######} second{(rest == TimeSpan.FromSeconds(1) ? "" : "s")}"));
        return string.Join(' ', parts);
    }

    /// <summary>Rounded up, for whoever has to wait.</summary>
    public static TimeSpan UpToSecond(TimeSpan length) => TimeSpan.FromSeconds(Math.Ceiling(length.TotalSeconds));

    private static string Count(long number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
}

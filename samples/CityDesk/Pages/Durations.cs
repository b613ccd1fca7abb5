using System.Globalization;

namespace CityDesk.Pages;

/// <summary>Lengths of time in the one unit that a person would name.</summary>
internal static class Durations
{
    public static string Describe(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => "under a minute",
        { TotalHours: < 1 } => Count((long)length.TotalMinutes, "minute"),
        { TotalDays: < 1 } => Count((long)length.TotalHours, "hour"),
        { TotalDays: < 60 } => Count((long)length.TotalDays, "day"),
        { TotalDays: < 730 } => Count((long)(length.TotalDays / 30.44), "month"),
        _ => Count((long)(length.TotalDays / 365.25), "year"),
    };

    private static string Count(long number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
}

using System.Globalization;

namespace Platform.RateLimiting.Simulation.Replay;

/// <summary>Reads the times of logs.</summary>
internal static class LogTime
{
    /// <summary>More seconds than this since 1970 are milliseconds: the year 5138.</summary>
    private const double MostSeconds = 1e11;

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (string.IsNullOrEmpty(text))
            return false;
        if (DateTimeOffset.TryParseExact(text, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            return true;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = number > MostSeconds ? number : number * 1000;
            if (!(milliseconds >= 0 && milliseconds < MostSeconds * 1000))
                return false;
            time = DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
            return true;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }
}

namespace CityDesk.Import.Profiles;

/// <summary>Reads times as the clocks of a city showed them, also in the two nights a year in which they were changed.</summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    /// <param name="local">Wall time, of no kind.</param>
    /// <param name="notBefore">When known, an earliest moment: of two possible readings the first one not before it is taken.</param>
    public (DateTimeOffset Utc, LocalTimeKind Kind) ToUtc(DateTime local, DateTimeOffset? notBefore = null)
    {
        // Clocks jumped over it: whoever wrote it had a clock that was not changed yet, so the old offset still holds.
        if (zone.IsInvalidTime(local))
            return (At(local, zone.GetUtcOffset(local.AddHours(-3))), LocalTimeKind.Skipped);
        if (!zone.IsAmbiguousTime(local))
            return (At(local, zone.GetUtcOffset(local)), LocalTimeKind.Ordinary);

        var readings = zone.GetAmbiguousTimeOffsets(local).Select(offset => At(local, offset)).Order().ToArray();
        var likelier = Array.Find(readings, reading => reading >= notBefore);
        return (likelier == default ? readings[0] : likelier, LocalTimeKind.Repeated);
    }

    private static DateTimeOffset At(DateTime local, TimeSpan offset) => new DateTimeOffset(local, offset).ToUniversalTime();
}

/// <summary>Whether a wall time says which moment is meant.</summary>
internal enum LocalTimeKind
{
    Ordinary,

    /// <summary>No clock showed it: it lies in the hour that is skipped in spring.</summary>
    Skipped,

    /// <summary>Clocks showed it twice: it lies in the hour that is repeated in autumn.</summary>
    Repeated,
}

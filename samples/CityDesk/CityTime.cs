using System.Globalization;
using CityDesk.Domain;

namespace CityDesk;

/// <summary>Times as a city's staff read and write them: in the city's own zone.</summary>
internal sealed class CityTime(TimeZoneInfo zone)
{
    public static CityTime Utc { get; } = new(TimeZoneInfo.Utc);

    public string ZoneName { get; } = zone.HasIanaId ? zone.Id : zone.StandardName;

    /// <summary>UTC where this system does not know the zone: a console with plain times beats one that does not open.</summary>
    public static CityTime Of(Jurisdiction city) => new(TimeZoneInfo.TryFindSystemTimeZoneById(city.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    public string Day(DateTimeOffset at) => Local(at).ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public string Month(DateTimeOffset at) => Local(at).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public string DayAndTime(DateTimeOffset at) => Local(at).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For the <c>datetime</c> attribute of <c>time</c>.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The moment a day begins in the city. Some zones have days that begin at one, and days whose midnight comes twice.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone);
}

namespace CityDesk.Domain;

/// <summary>A city that this desk serves. Open311 clients name it by <see cref="Id"/> (<c>jurisdiction_id</c>).</summary>
public sealed class Jurisdiction
{
    /// <summary>The city's main web domain without <c>www</c>, as GeoReport v2 suggests: <c>lacity.org</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>IANA name of the zone in which the city keeps its office hours and writes its records.</summary>
    public required string TimeZone { get; set; }
}

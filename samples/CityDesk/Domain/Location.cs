namespace CityDesk.Domain;

/// <summary>Where the trouble is. At least one of coordinates, <see cref="Address"/> and <see cref="AddressId"/> is known.</summary>
public sealed record Location
{
    public const int AddressMaxLength = 500;
    public const int AddressIdMaxLength = 100;
    public const int ZipCodeMaxLength = 20;

    /// <summary>WGS 84 degrees, −90 to 90. Known together with <see cref="Longitude"/> or not at all.</summary>
    public double? Latitude { get; init; }

    /// <summary>WGS 84 degrees, −180 to 180.</summary>
    public double? Longitude { get; init; }

    public string? Address { get; init; }

    /// <summary>Key of the address in the city's own address register.</summary>
    public string? AddressId { get; init; }

    public string? ZipCode { get; init; }

    public bool IsKnown => (Latitude is not null && Longitude is not null) || !string.IsNullOrEmpty(Address) || !string.IsNullOrEmpty(AddressId);

    /// <summary>Whether the numbers name a place on Earth.</summary>
    public static bool IsOnEarth(double latitude, double longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180;
}

using System.Globalization;
using CityDesk.Domain;

namespace CityDesk.Generation;

/// <summary>A city laid out as a grid of named streets and numbered avenues around a point in the empty ocean.</summary>
internal static class CityStreets
{
    // Nobody's pothole is here: 30° N 40° W is open Atlantic, so no generated address can be mistaken for a real one.
    private const double CentreLatitude = 30.0;
    private const double CentreLongitude = -40.0;
    private const double BlockDegrees = 0.001_2;
    private const int AvenueCount = 60;

    private static readonly string[] Streets =
    [
        "Acacia St", "Birch St", "Canal St", "Dock St", "Elm St", "Foundry Row", "Granary Ln", "Harbour Rd", "Iron St", "Juniper St",
        "Kiln Ln", "Library St", "Market St", "North Wall", "Orchard St", "Park Row", "Quarry Rd", "River St", "School Ln", "Tannery St",
        "Union St", "Vine St", "Water St", "Yard Ln",
    ];

    public static Location Next(Random random)
    {
        var street = random.Next(Streets.Length);
        var avenue = random.Next(1, AvenueCount + 1);
        var house = (avenue * 100) + random.Next(1, 100);
        return new Location
        {
            Latitude = Round(CentreLatitude + ((street - (Streets.Length / 2)) * BlockDegrees)),
            Longitude = Round(CentreLongitude + (((house / 100.0) - (AvenueCount / 2.0)) * BlockDegrees)),
            Address = string.Create(CultureInfo.InvariantCulture, $"{house} {Streets[street]}"),
            AddressId = string.Create(CultureInfo.InvariantCulture, $"R{street:D2}{house:D4}"),
            ZipCode = string.Create(CultureInfo.InvariantCulture, $"990{avenue / 6:D2}"),
        };
    }

    // Six decimals are about a decimetre: finer than any report is.
    private static double Round(double degrees) => Math.Round(degrees, 6);
}

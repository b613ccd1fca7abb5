namespace CityDesk.Import.Profiles;

/// <summary>
/// Missouri State Plane East, NAD 83, in US survey feet, as St. Louis writes its coordinates: a transverse Mercator
/// projection of the GRS 80 ellipsoid, turned back into degrees by the series of J. P. Snyder, "Map Projections: A Working
/// Manual", USGS Professional Paper 1395 (1987), pp. 60–64. Equation numbers below are his.
/// </summary>
/// <remarks>
/// Within the zone the series is exact to a tenth of a millimetre. NAD 83 is taken for WGS 84: the two differ by about a
/// metre here, less than the house that a request names.
/// </remarks>
internal static class MissouriEast
{
    private const double MetresPerSurveyFoot = 1200.0 / 3937.0;
    private const double FalseEasting = 250_000.0;
    private const double OriginLatitude = (35.0 + (50.0 / 60.0)) * DegreesToRadians;
    private const double CentralMeridian = -90.5 * DegreesToRadians;
    private const double Scale = 14_999.0 / 15_000.0;

    private const double SemiMajorAxis = 6_378_137.0;
    private const double Flattening = 1.0 / 298.257_222_101;
    private const double E2 = Flattening * (2 - Flattening);
    private const double E4 = E2 * E2;
    private const double E6 = E4 * E2;
    private const double SecondE2 = E2 / (1 - E2); // (8-12)

    private const double DegreesToRadians = Math.PI / 180.0;

    /// <returns>WGS 84 degrees; not a number when the input is not.</returns>
    public static (double Latitude, double Longitude) ToWgs84(double xFeet, double yFeet)
    {
        var x = (xFeet * MetresPerSurveyFoot) - FalseEasting;
        var y = yFeet * MetresPerSurveyFoot;

        var m = MeridianArc(OriginLatitude) + (y / Scale); // (8-20)
        var footpoint = FootpointLatitude(m);

        var (sin, cos) = Math.SinCos(footpoint);
        var tan = sin / cos;
        var c = SecondE2 * cos * cos; // (8-21)
        var t = tan * tan; // (8-22)
        var w = 1 - (E2 * sin * sin);
        var n = SemiMajorAxis / Math.Sqrt(w); // (8-23)
        var r = SemiMajorAxis * (1 - E2) / (w * Math.Sqrt(w)); // (8-24)
        var d = x / (n * Scale); // (8-25)
        var d2 = d * d;

        // (8-17)
        var latitude = footpoint - (n * tan / r * d2 * (
            (1.0 / 2)
            - (d2 / 24 * (5 + (3 * t) + (10 * c) - (4 * c * c) - (9 * SecondE2)))
            + (d2 * d2 / 720 * (61 + (90 * t) + (298 * c) + (45 * t * t) - (252 * SecondE2) - (3 * c * c)))));

        // (8-18)
        var longitude = CentralMeridian + (d / cos * (
            1
            - (d2 / 6 * (1 + (2 * t) + c))
            + (d2 * d2 / 120 * (5 - (2 * c) + (28 * t) - (3 * c * c) + (8 * SecondE2) + (24 * t * t)))));

        return (latitude / DegreesToRadians, longitude / DegreesToRadians);
    }

    /// <summary>Distance along the meridian from the equator, (3-21).</summary>
    private static double MeridianArc(double latitude) => SemiMajorAxis * (
        ((1 - (E2 / 4) - (3 * E4 / 64) - (5 * E6 / 256)) * latitude)
        - (((3 * E2 / 8) + (3 * E4 / 32) + (45 * E6 / 1024)) * Math.Sin(2 * latitude))
        + (((15 * E4 / 256) + (45 * E6 / 1024)) * Math.Sin(4 * latitude))
        - (35 * E6 / 3072 * Math.Sin(6 * latitude)));

    /// <summary>The latitude whose meridian arc is <paramref name="m"/>, (3-26).</summary>
    private static double FootpointLatitude(double m)
    {
        var mu = m / (SemiMajorAxis * (1 - (E2 / 4) - (3 * E4 / 64) - (5 * E6 / 256))); // (7-19)
        var root = Math.Sqrt(1 - E2);
        var e1 = (1 - root) / (1 + root); // (3-24)
        var e1Squared = e1 * e1;
        return mu
            + (((3 * e1 / 2) - (27 * e1 * e1Squared / 32)) * Math.Sin(2 * mu))
            + (((21 * e1Squared / 16) - (55 * e1Squared * e1Squared / 32)) * Math.Sin(4 * mu))
            + (151 * e1 * e1Squared / 96 * Math.Sin(6 * mu))
            + (1097 * e1Squared * e1Squared / 512 * Math.Sin(8 * mu));
    }
}

using CityDesk.Import.Profiles;

namespace CityDesk.Tests.Import;

public sealed class MissouriEastTests
{
    private const double MetresPerDegree = 111_000;

    /// <summary>
    /// Computed with PROJ 9.1.1, which uses another method (Poder and Engsager's extension of Krüger's series):
    /// <c>proj -I +proj=tmerc +lat_0=35d50 +lon_0=-90d30 +k_0=0.999933333333333 +x_0=250000 +ellps=GRS80 +units=us-ft</c>.
    /// </summary>
    [Theory]
    [InlineData(892_621, 1_032_041, 38.667631018786, -90.246376817994)]
    [InlineData(872_122, 986_088, 38.541581215022, -90.318491677740)]
    [InlineData(909_772, 1_054_000, 38.727781524729, -90.186043227454)]
    [InlineData(892_315, 1_002_260, 38.585857667127, -90.247735246551)]
    [InlineData(820_208.333_333_333_3, 0, 35.833333333333, -90.5)]
    public void Known_points_come_out_within_a_millimetre(double x, double y, double latitude, double longitude)
    {
        var actual = MissouriEast.ToWgs84(x, y);

        Assert.InRange(Math.Abs(actual.Latitude - latitude) * MetresPerDegree, 0, 0.001);
        Assert.InRange(Math.Abs(actual.Longitude - longitude) * MetresPerDegree, 0, 0.001);
    }

    [Fact]
    public void Every_point_of_the_city_comes_back_from_the_forward_projection_within_a_millimetre()
    {
        for (var latitude = 38.50; latitude <= 38.80; latitude += 0.013)
        {
            for (var longitude = -90.35; longitude <= -90.16; longitude += 0.011)
            {
                var (x, y) = Forward(latitude, longitude);
                var back = MissouriEast.ToWgs84(x, y);

                Assert.InRange(Math.Abs(back.Latitude - latitude) * MetresPerDegree, 0, 0.001);
                Assert.InRange(Math.Abs(back.Longitude - longitude) * MetresPerDegree, 0, 0.001);
            }
        }
    }

    [Fact]
    public void What_is_no_number_gives_no_place()
    {
        var (latitude, longitude) = MissouriEast.ToWgs84(double.NaN, 1);

        Assert.False(new StLouis().Bounds.Contains(latitude, longitude));
    }

    /// <summary>The forward projection, by Krüger's series in the third flattening: other formulas than the ones under test.</summary>
    private static (double X, double Y) Forward(double latitude, double longitude)
    {
        const double a = 6_378_137.0;
        const double f = 1 / 298.257_222_101;
        const double n = f / (2 - f);
        var rectifyingRadius = a / (1 + n) * (1 + (n * n / 4) + (n * n * n * n / 64));
        double[] alpha =
        [
            (n / 2) - (2.0 / 3 * n * n) + (5.0 / 16 * n * n * n),
            (13.0 / 48 * n * n) - (3.0 / 5 * n * n * n),
            61.0 / 240 * n * n * n,
        ];

        var (xi, eta) = Krueger(latitude, longitude + 90.5);
        var (xiOrigin, _) = Krueger(35 + (50.0 / 60), 0);
        const double metresPerFoot = 1200.0 / 3937;
        const double scale = 14_999.0 / 15_000;
        return (((scale * rectifyingRadius * eta) + 250_000) / metresPerFoot, scale * rectifyingRadius * (xi - xiOrigin) / metresPerFoot);

        (double Xi, double Eta) Krueger(double degrees, double fromMeridian)
        {
            var phi = degrees * Math.PI / 180;
            var lambda = fromMeridian * Math.PI / 180;
            var e = Math.Sqrt(f * (2 - f));
            var conformal = Math.Sinh(Math.Atanh(Math.Sin(phi)) - (e * Math.Atanh(e * Math.Sin(phi))));
            var xi0 = Math.Atan2(conformal, Math.Cos(lambda));
            var eta0 = Math.Asinh(Math.Sin(lambda) / Math.Sqrt((conformal * conformal) + (Math.Cos(lambda) * Math.Cos(lambda))));
            var (sumXi, sumEta) = (xi0, eta0);
            for (var j = 1; j <= alpha.Length; j++)
            {
                sumXi += alpha[j - 1] * Math.Sin(2 * j * xi0) * Math.Cosh(2 * j * eta0);
                sumEta += alpha[j - 1] * Math.Cos(2 * j * xi0) * Math.Sinh(2 * j * eta0);
            }

            return (sumXi, sumEta);
        }
    }
}

using System.Globalization;

namespace Platform.Validation.DataSets.Columns;

/// <summary>Two bounds, both inside.</summary>
internal static class Bounds
{
    public static void Require(double minimum, double maximum)
    {
        if (!(minimum <= maximum))
            throw new ArgumentException("The lower bound is above the upper one.");
    }

    public static string Words(double minimum, double maximum) =>
        minimum == maximum ? Format(minimum)
        : maximum is >= long.MaxValue or double.PositiveInfinity ? $"at least {Format(minimum)}"
        : minimum is <= long.MinValue or double.NegativeInfinity ? $"at most {Format(maximum)}"
        : $"between {Format(minimum)} and {Format(maximum)}";

    private static string Format(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);
}

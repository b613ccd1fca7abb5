using System.Globalization;

namespace CityDesk.Open311.Parameters;

/// <summary>A number as a person writes it: digits, a point, a sign in front.</summary>
internal static class DecimalNumber
{
    public static bool IsOne(ReadOnlySpan<byte> text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
        // "NaN" and "Infinity" are words to a parser, whatever styles it is given.
        && text.ContainsAnyInRange((byte)'0', (byte)'9');
}

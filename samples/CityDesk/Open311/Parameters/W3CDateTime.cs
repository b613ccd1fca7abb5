using System.Globalization;

namespace CityDesk.Open311.Parameters;

/// <summary>
/// The W3C profile of ISO 8601 (NOTE-datetime), in the three forms that name a moment: <c>YYYY-MM-DDThh:mmTZD</c>,
/// <c>…:ssTZD</c> and <c>…:ss.sTZD</c>, where TZD is <c>Z</c>, <c>+hh:mm</c> or <c>-hh:mm</c>. A time without its offset is
/// a different moment in every city, so it is refused.
/// </summary>
internal static class W3CDateTime
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a moment and gives it in UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        // The framework's zzz takes "+2:00" and "+0200" too, and F takes no digit at all; the standard takes neither.
        if (!HasExactOffset(text) || text.Contains(".Z", StringComparison.Ordinal) || text.Contains(".+", StringComparison.Ordinal) || text.Contains(".-", StringComparison.Ordinal))
        {
            moment = default;
            return false;
        }

        return DateTimeOffset.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    private static bool HasExactOffset(ReadOnlySpan<char> text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}

using System.Globalization;
using System.Text;

namespace CityDesk;

/// <summary>A stranger's text made fit for a line of the log: it can neither begin a new line, steer a terminal, nor pass for anything but what it is.</summary>
internal static class LogText
{
    /// <returns>At most <paramref name="maxLength"/> characters of <paramref name="text"/>; what cannot be seen, and what ends a quotation, by its number as in <c>\u001B</c>.</returns>
    public static string Of(string text, int maxLength)
    {
        var written = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++length > maxLength)
                return written.Append('…').ToString();
            if (rune.Value is '\'' or '\\' || !IsVisible(rune))
                written.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else
                written.Append(rune.ToString());
        }

        return written.ToString();
    }

    /// <summary>Marks that turn the direction of writing count among what cannot be seen.</summary>
    public static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}

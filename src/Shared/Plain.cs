using System.Globalization;
using System.Text;

namespace Platform.Shared;

/// <summary>Texts that others have written, for a terminal: nothing in them begins a line, moves the cursor or turns the direction of writing.</summary>
internal static class Plain
{
    public static string Text(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
            if (isHidden)
                plain.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            else
                plain.Append(rune.ToString());
        }
        return plain.ToString();
    }
}

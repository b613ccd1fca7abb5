using System.Globalization;
using System.Text;

namespace Platform.Audit.Export.Cef;

/// <summary>Escapes texts for CEF. What stands in them was written by others: nothing of it may begin a line, a field or an extension, nor be hidden from whoever reads it.</summary>
internal static class CefText
{
    /// <summary>A field of the header: <c>|</c> and <c>\</c> are escaped.</summary>
    public static void AppendHeader(StringBuilder to, string text) => Append(to, text, delimiter: '|', int.MaxValue);

    /// <summary>A value of the extension: <c>=</c> and <c>\</c> are escaped.</summary>
    public static void AppendValue(StringBuilder to, string text, int most) => Append(to, text, delimiter: '=', most);

    private static void Append(StringBuilder to, string text, char delimiter, int most)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (most-- == 0)
            {
                to.Append("...");
                return;
            }
            if (rune.Value == delimiter || rune.Value == '\\')
                to.Append('\\').Append((char)rune.Value);
            else if (rune.Value == '\n' && delimiter == '=')
                to.Append("\\n");
            else if (rune.Value == '\r' && delimiter == '=')
                to.Append("\\r");
            else if (IsPlain(rune))
                to.Append(rune.ToString());
            else
                to.Append(CultureInfo.InvariantCulture, $"\\\\u{{{rune.Value:x}}}");
        }
    }

    /// <summary>Not: controls, formats (bidirectional marks, zero width), separators other than a space, what is not assigned.</summary>
    private static bool IsPlain(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}

using System.Buffers;
using System.Globalization;

namespace CityDesk.Domain;

/// <summary>
/// Which characters a text of the desk may hold: those that every format it leaves in can carry. XML 1.0 §2.2 is the
/// narrowest of them: no control characters but tab, line feed and carriage return, no lone surrogates, no U+FFFE or
/// U+FFFF. (PostgreSQL takes no U+0000 either.) Refusing the rest at the door keeps JSON and XML answers equal.
/// </summary>
public static class DeskText
{
    private const int ShownLength = 80;

    private static readonly SearchValues<char> Suspects = SearchValues.Create(BuildSuspects());

    /// <summary>Finds the first character that may not be stored.</summary>
    /// <returns>Its index, or −1 when the whole text may be stored.</returns>
    public static int IndexOfForbidden(ReadOnlySpan<char> text)
    {
        var from = 0;
        while (true)
        {
            var at = text[from..].IndexOfAny(Suspects);
            if (at < 0)
                return -1;
            at += from;
            var isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
            if (!isPair)
                return at;
            from = at + 2;
        }
    }

    /// <summary>Browsers send every line break as two characters, and count it as one.</summary>
    public static string WithLineFeeds(string text) => text.ReplaceLineEndings("\n");

    /// <summary>A forbidden character in words that are safe to show: <c>U+0007</c>.</summary>
    public static string Name(char character) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)character:X4}");

    /// <summary>A stranger's text made fit to stand in an answer: short, and of characters that every format can carry.</summary>
    public static string Shown(string text) => Shown(text, ShownLength);

    /// <summary>The same, of another length.</summary>
    public static string Shown(string text, int longest)
    {
        var bad = IndexOfForbidden(text);
        if (bad >= 0)
            text = text[..bad];
        if (text.Length > longest)
            text = text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
        else if (bad < 0)
            return text;
        return text + "…";
    }

    private static char[] BuildSuspects()
    {
        var suspects = new List<char>();
        for (var c = '\0'; c < ' '; c++)
        {
            if (c is not ('\t' or '\n' or '\r'))
                suspects.Add(c);
        }

        for (int c = 0xD800; c <= 0xDFFF; c++)
            suspects.Add((char)c);
        suspects.Add('\uFFFE');
        suspects.Add('\uFFFF');
        return [.. suspects];
    }
}

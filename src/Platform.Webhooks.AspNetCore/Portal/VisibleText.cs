using System.Globalization;
using System.Text;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>
/// What strangers write, so that all of it is seen: what has no form of its own, or changes how what stands beside it is seen, is written
/// out. Among these are control characters, those that turn the direction of text (Unicode Standard Annex 9), and those without a width.
/// </summary>
internal static class VisibleText
{
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsHidden) && !HasLoneSurrogate(text))
            return text;
        var seen = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
                Write(seen, text[at]);
            else if (IsHidden(rune))
                Write(seen, rune.Value);
            else
                seen.Append(text.AsSpan(at, length));
            at += length;
        }
        return seen.ToString();
    }

    /// <summary>Bytes as text, whatever they are.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Of(Encoding.UTF8.GetString(bytes));

    private static void Write(StringBuilder seen, int value) => seen.Append(CultureInfo.InvariantCulture, $"[U+{value:X4}]");

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                continue;
            if (!(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])))
                return true;
            at++;
        }
        return false;
    }

    private static bool IsHidden(Rune rune) => rune.Value is not ('\n' or '\t') && (Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate
        // Fillers, and selectors of variants: letters and marks that show nothing.
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x034F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        // Spaces that are none of the usual two.
        || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator && rune.Value is not (' ' or 0xA0)));
}

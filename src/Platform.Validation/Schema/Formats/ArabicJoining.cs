using System.Globalization;

namespace Platform.Validation.Schema.Formats;

/// <summary>How letters of the block Arabic join, as far as the rule for the zero width non-joiner asks (RFC 5892, appendix A.1).</summary>
internal static class ArabicJoining
{
    /// <summary>Whether the letters on both sides of a place, marks left out, would join over it.</summary>
    public static bool JoinsAround(int[] points, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsTransparent(points[before]))
            before--;
        var after = at + 1;
        while (after < points.Length && IsTransparent(points[after]))
            after++;
        return before >= 0 && after < points.Length && JoinsOnBothSides(points[before]) && (JoinsOnBothSides(points[after]) || JoinsOnTheRight(points[after]));
    }

    private static bool IsTransparent(int point) =>
        CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool JoinsOnBothSides(int point) => point is >= 0x0620 and <= 0x06FF && point is not (0x0621 or 0x0674 or 0x06DD)
        && CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.OtherLetter && !JoinsOnTheRight(point);

    private static bool JoinsOnTheRight(int point) => point is (>= 0x0622 and <= 0x0625) or 0x0627 or 0x0629 or (>= 0x062F and <= 0x0632) or 0x0648
        or (>= 0x0671 and <= 0x0673) or (>= 0x0675 and <= 0x0677) or (>= 0x0688 and <= 0x0699) or 0x06C0 or (>= 0x06C3 and <= 0x06CB) or 0x06CD or 0x06CF
        or 0x06D2 or 0x06D3 or 0x06D5 or 0x06EE or 0x06EF;
}

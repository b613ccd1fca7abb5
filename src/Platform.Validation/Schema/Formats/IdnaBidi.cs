using System.Globalization;

namespace Platform.Validation.Schema.Formats;

/// <summary>Which names may be written from right to left: the Bidi rule, RFC 5893, section 2.</summary>
internal static class IdnaBidi
{
    private enum Direction
    {
        Left,
        Right,
        EuropeanNumber,
        ArabicNumber,
        Mark,
        Neutral,
    }

    /// <summary>Whether the labels of a name obey the rule. It holds for all of them as soon as one has a character that runs from right to left.</summary>
    public static bool AreAllowed(IReadOnlyList<string> labels)
    {
        var directions = labels.Select(static label => label.EnumerateRunes().Select(static rune => DirectionOf(rune.Value)).ToArray()).ToList();
        return !directions.Any(static label => label.Any(static each => each is Direction.Right or Direction.ArabicNumber)) || directions.All(IsAllowed);
    }

    private static bool IsAllowed(Direction[] label)
    {
        var last = label.LastOrDefault(static each => each != Direction.Mark, Direction.Mark);
        if (label[0] == Direction.Right)
        {
            return !label.Contains(Direction.Left) && last is Direction.Right or Direction.EuropeanNumber or Direction.ArabicNumber
                && !(label.Contains(Direction.EuropeanNumber) && label.Contains(Direction.ArabicNumber));
        }
        return label[0] == Direction.Left && !label.Contains(Direction.Right) && !label.Contains(Direction.ArabicNumber) && last is Direction.Left or Direction.EuropeanNumber;
    }

    private static Direction DirectionOf(int point)
    {
        if (point is (>= '0' and <= '9') or (>= 0x06F0 and <= 0x06F9))
            return Direction.EuropeanNumber;
        if (point is (>= 0x0660 and <= 0x0669) or 0x066B or 0x066C or 0x06DD)
            return Direction.ArabicNumber;
        var category = CharUnicodeInfo.GetUnicodeCategory(point);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return Direction.Mark;
        if (point is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF))
            return Direction.Right;
        return point is '-' or 0x00B7 or 0x0375 or 0x30FB or 0x200C or 0x200D ? Direction.Neutral : Direction.Left;
    }
}

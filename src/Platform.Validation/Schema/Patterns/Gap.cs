namespace Platform.Validation.Schema.Patterns;

/// <summary>What stands on one side of a place between two characters.</summary>
internal enum Side
{
    /// <summary>Nothing: the text begins or ends.</summary>
    None,

    /// <summary>A character that is not one of a word; or any, where a pattern does not ask.</summary>
    Other,

    /// <summary>A character of a word (ECMA-262, WordCharacters).</summary>
    Word,
}

/// <summary>
/// Places between two characters, by what stands on both sides: one bit for each pair. Everything that matches without taking a
/// character is said by such a set.
/// </summary>
internal static class Gap
{
    public const int Sides = 3;

    public const int Any = (1 << (Sides * Sides)) - 1;

    public static readonly int AtStart = Of(Side.None, Side.None) | Of(Side.None, Side.Other) | Of(Side.None, Side.Word);

    public static readonly int AtEnd = Of(Side.None, Side.None) | Of(Side.Other, Side.None) | Of(Side.Word, Side.None);

    public static readonly int AtWordBoundary = Of(Side.None, Side.Word) | Of(Side.Other, Side.Word) | Of(Side.Word, Side.None) | Of(Side.Word, Side.Other);

    public static int Of(Side before, Side after) => 1 << (((int)before * Sides) + (int)after);

    public static bool Holds(int gaps, Side before, Side after) => (gaps & Of(before, after)) != 0;
}

namespace Platform.Validation.DataSets.Columns;

/// <summary>The length of a text as JSON Schema and SQL count it: in code points. Half of a surrogate pair counts as one.</summary>
internal static class TextLength
{
    public static int Of(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDBFF') ? CountPairs(text) : text.Length;

    /// <summary>Whether the length lies between two bounds. A text has at least half as many code points as characters, so most need no look at theirs.</summary>
    public static bool IsBetween(string text, int minimum, int maximum) =>
        text.Length >= minimum && ((text.Length / 2 >= minimum && text.Length <= maximum) || (Of(text) is var length && length >= minimum && length <= maximum));

    private static int CountPairs(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
            length -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        return length;
    }
}

namespace Platform.Encryption.Indexes;

/// <summary>Where the characters of a text begin, counted as Unicode scalar values, so that no beginning or piece ends inside one.</summary>
internal static class Runes
{
    /// <summary>The places of all characters, and the end.</summary>
    public static List<int> StartsOf(string text)
    {
        var starts = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(at);
            at += rune.Utf16SequenceLength;
        }
        starts.Add(at);
        return starts;
    }

    /// <summary>How many UTF-16 units the first <paramref name="count"/> characters have, or -1 if there are fewer.</summary>
    public static int LengthOf(ReadOnlySpan<char> text, int count)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count-- == 0)
                return length;
            length += rune.Utf16SequenceLength;
        }
        return count == 0 ? length : -1;
    }
}

using System.Text;

namespace Platform.Audit.Search;

/// <summary>Cuts texts into the words that are compared: letters and digits that stand together, in small letters. The same on every engine, whatever its own idea of a word.</summary>
internal static class SearchWords
{
    /// <summary>What is longer is no word that somebody types.</summary>
    private const int MaxLength = 64;

    public static IReadOnlyList<string> Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        var words = new SortedSet<string>(StringComparer.Ordinal);
        Add(words, text);
        return [.. words];
    }

    public static void Add(ISet<string> words, string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }
            End(words, word);
        }
        End(words, word);
    }

    private static void End(ISet<string> words, StringBuilder word)
    {
        if (word.Length is > 0 and <= MaxLength)
            words.Add(word.ToString());
        word.Clear();
    }
}

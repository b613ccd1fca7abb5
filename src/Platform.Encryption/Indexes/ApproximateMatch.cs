namespace Platform.Encryption.Indexes;

/// <summary>
/// Approximate string matching by dynamic programming: Sellers, "The theory and computation of evolutionary distances: pattern recognition" (1980).
/// </summary>
internal static class ApproximateMatch
{
    /// <summary>Whether some part of a text is within so many edits of a pattern.</summary>
    public static bool IsWithin(string text, string pattern, int maxEdits)
    {
        var runes = pattern.EnumerateRunes().ToArray();
        if (runes.Length <= maxEdits)
            return true;

        // distances[i]: the least number of edits that make the first i characters of the pattern a part of the text that ends here.
        var distances = Enumerable.Range(0, runes.Length + 1).ToArray();
        foreach (var unit in text.EnumerateRunes())
        {
            var diagonal = distances[0];
            for (var i = 1; i < distances.Length; i++)
            {
                var replaced = diagonal + (runes[i - 1] == unit ? 0 : 1);
                diagonal = distances[i];
                distances[i] = Math.Min(replaced, 1 + Math.Min(distances[i - 1], diagonal));
            }
            if (distances[^1] <= maxEdits)
                return true;
        }
        return false;
    }
}

namespace Platform.Shared;

/// <summary>Which known name a misspelt one may stand for.</summary>
internal static class NearestName
{
    /// <summary>Nobody misspells more, and the work grows with the square of it.</summary>
    private const int Longest = 64;

    private const int MostEdits = 3;

    /// <param name="name">The misspelt name.</param>
    /// <param name="known">The names that there are.</param>
    /// <returns>The first of the nearest; <see langword="null"/> if none is near, that is at most a third of its letters and three away.</returns>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > Longest)
            return null;
        var (nearest, least) = ((string?)null, Math.Clamp(name.Length / 3, 1, MostEdits) + 1);
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) < least && Edits(name, candidate) is var edits && edits < least)
                (nearest, least) = (candidate, edits);
        }
        return nearest;
    }

    /// <summary>Letters to insert, to delete, to replace, or to swap with the next: the optimal string alignment distance, whatever the case.</summary>
    private static int Edits(string from, string to)
    {
        var (before, last, row) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var column = 0; column <= to.Length; column++)
            last[column] = column;
        for (var line = 1; line <= from.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = last[column - 1] + (AreSame(from[line - 1], to[column - 1]) ? 0 : 1);
                row[column] = Math.Min(replaced, Math.Min(last[column], row[column - 1]) + 1);
                if (line > 1 && column > 1 && AreSame(from[line - 1], to[column - 2]) && AreSame(from[line - 2], to[column - 1]))
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[to.Length];
    }

    private static bool AreSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}

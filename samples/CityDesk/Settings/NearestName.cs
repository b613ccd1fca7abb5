namespace CityDesk.Settings;

/// <summary>What somebody may have meant who wrote a name that nobody knows.</summary>
internal static class NearestName
{
    /// <summary>A question to end a message with, or nothing where no name is near.</summary>
    public static string Ask(string written, IEnumerable<string> names) => Of(written, names) is { } near ? $" Did you mean {near}?" : "";

    /// <returns>The known name with the fewest letters added, left out, swapped or changed, no more than a third of them; <see langword="null"/> where there is none.</returns>
    public static string? Of(string written, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(near => near.Distance <= Math.Max(1, near.Name.Length / 3))
        .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
        .Select(near => near.Name)
        .FirstOrDefault();

    /// <summary>The restricted distance of Damerau and Levenshtein. Whoever writes more than that has not mistyped a name.</summary>
    private static int Distance(string a, string b)
    {
        const int longest = 64;
        if (a.Length > longest || b.Length > longest)
            return int.MaxValue;
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            costs[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            costs[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(changed, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[a.Length, b.Length];
    }
}

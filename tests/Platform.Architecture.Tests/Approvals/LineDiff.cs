using System.Text;

namespace Platform.Architecture.Tests.Approvals;

/// <summary>The lines that two texts do not share, each change with a little of its surroundings.</summary>
internal static class LineDiff
{
    private const int Context = 2;

    /// <summary>Lines of <paramref name="approved"/> that are gone start with "-", new ones with "+", and what stands around with a space.</summary>
    public static string Of(string approved, string actual)
    {
        var lines = Lines(Split(approved), Split(actual));
        var text = new StringBuilder();
        var shown = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            var near = Enumerable.Range(i - Context, (2 * Context) + 1).Any(j => j >= 0 && j < lines.Count && lines[j].Mark != ' ');
            if (!near)
                continue;
            if (shown != i - 1)
                text.Append("  …\n");
            text.Append(lines[i].Mark).Append(' ').Append(lines[i].Text).Append('\n');
            shown = i;
        }
        return text.ToString();
    }

    /// <summary>Line endings and the blank tail of a file are the editor's business, not the contract's.</summary>
    public static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static string[] Split(string text) => text.Trim().Length == 0 ? [] : Normalize(text).TrimEnd('\n').Split('\n');

    /// <summary>Longest common subsequence: the texts are a few hundred lines, so the plain table will do.</summary>
    private static List<(char Mark, string Text)> Lines(string[] before, string[] after)
    {
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var lines = new List<(char, string)>();
        int b = 0, a = 0;
        while (b < before.Length || a < after.Length)
        {
            if (b < before.Length && a < after.Length && before[b] == after[a])
            {
                lines.Add((' ', before[b++]));
                a++;
            }
            else if (b < before.Length && (a == after.Length || common[b + 1, a] >= common[b, a + 1]))
            {
                lines.Add(('-', before[b++]));
            }
            else
            {
                lines.Add(('+', after[a++]));
            }
        }
        return lines;
    }
}

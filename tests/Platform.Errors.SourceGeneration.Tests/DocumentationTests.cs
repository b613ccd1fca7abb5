using System.Text.RegularExpressions;
using Platform.Testing;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>What can be wrong is written down where a user looks it up.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_diagnostic_has_a_row_in_the_README() => Assert.Equal(Rules.All.Select(rule => rule.Id), Rows().Matches(Readme()).Select(row => row.Groups["id"].Value));

    [Fact]
    public void The_lines_that_the_README_shows_are_lines_of_the_ledger()
    {
        var lines = Block().Match(Readme()).Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.NotNull(LedgerEntry.Parse(line.Replace("*REMOVED* ", "", StringComparison.Ordinal))));
    }

    [GeneratedRegex(@"^\| (?<id>PLTERR\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"```text\n(?<lines>[^`]*)```")]
    private static partial Regex Block();

    private static string Readme() =>
        File.ReadAllText(Path.Combine(Checkout.Root, "src/Platform.Errors/README.md")).ReplaceLineEndings("\n");
}

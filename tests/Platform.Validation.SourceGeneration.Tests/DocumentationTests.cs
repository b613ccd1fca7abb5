using System.Text.RegularExpressions;
using Platform.Testing;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>What can be wrong is written down where a user looks it up.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_diagnostic_has_a_row_in_the_README_and_in_the_release_notes()
    {
        Assert.Equal(Faults.All.Select(fault => $"{fault.Id} {fault.Title}"), Rows().Matches(Text("src/Platform.Validation/README.md")).Select(row => $"{row.Groups["id"].Value} {row.Groups["title"].Value}"));
        Assert.Equal(
            Faults.All.Select(fault => $"{fault.Id} | {fault.Category} | {fault.DefaultSeverity} | {fault.Title}"),
            Text("src/Platform.Validation.SourceGeneration/AnalyzerReleases.Unshipped.md").Split('\n').Where(line => line.StartsWith("PLTVAL", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^\| (?<id>PLTVAL\d{3}) \| [a-z]+ \| (?<title>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    private static string Text(string path) => File.ReadAllText(Path.Combine(Checkout.Root, path)).ReplaceLineEndings("\n");
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Platform.Testing.Tests;

/// <summary>What holds for every file in <c>.github/workflows</c>, none of which can be run from here.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string GitHub = Path.Combine(Checkout.Root, ".github");

    /// <summary>The names of all workflows.</summary>
    public static TheoryData<string> Workflows() => [.. Directory.EnumerateFiles(Path.Combine(GitHub, "workflows")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_full_commit_and_says_which_version_that_is(string workflow)
    {
        var uses = Lines(workflow).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(PinnedAction(), line));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Nothing_is_permitted_but_what_a_job_names_and_every_job_has_an_end(string workflow)
    {
        var lines = Lines(workflow);
        var jobs = lines.SkipWhile(line => line != "jobs:").Count(line => JobName().IsMatch(line));

        Assert.Contains("permissions: {}", lines);
        Assert.NotEqual(0, jobs);
        Assert.Equal(jobs, lines.Count(line => line == "    permissions:"));
        Assert.Equal(jobs, lines.Count(line => line.StartsWith("    timeout-minutes: ", StringComparison.Ordinal)));
        Assert.Contains("concurrency:", lines);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_checkout_leaves_its_token_behind(string workflow)
    {
        var lines = Lines(workflow);

        Assert.Equal(
            lines.Count(line => line.Contains("actions/checkout@", StringComparison.Ordinal)),
            lines.Count(line => line.Trim() == "persist-credentials: false"));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void The_scripts_that_it_calls_are_there(string workflow)
    {
        Assert.All(
            Lines(workflow).SelectMany(line => Script().Matches(line)).Select(match => match.Groups["path"].Value),
            path => Assert.True(File.Exists(Path.Combine(Checkout.Root, path)), $"{workflow} calls {path}, which is not there."));
    }

    [Fact]
    public void Dependabot_leaves_every_shipped_floor_alone()
    {
        var ignored = File.ReadLines(Path.Combine(GitHub, "dependabot.yml"))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("- dependency-name: ", StringComparison.Ordinal))
            .Select(line => line["- dependency-name: ".Length..].Trim('"'));
        var floors = XDocument.Load(Path.Combine(Checkout.Root, "Directory.Packages.props")).Descendants("ItemGroup")
            .Where(group => ((string?)group.Attribute("Label") ?? "").StartsWith("Shipped floors", StringComparison.Ordinal))
            .SelectMany(group => group.Elements("PackageVersion"))
            .Select(version => (string)version.Attribute("Include")!)
            .ToList();

        Assert.NotEmpty(floors);
        Assert.Equal(floors.Order(StringComparer.Ordinal), ignored.Order(StringComparer.Ordinal));
    }

    private static List<string> Lines(string workflow) => [.. File.ReadLines(Path.Combine(GitHub, "workflows", workflow))];

    [GeneratedRegex(@"^ +(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"^  [a-z][\w-]*:$")]
    private static partial Regex JobName();

    [GeneratedRegex(@"\./(?<path>(eng|\.ci)/[\w.-]+)")]
    private static partial Regex Script();
}

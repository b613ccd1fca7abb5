using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests;

/// <summary>The rules, applied to the house as it stands in this working tree.</summary>
public sealed class HouseTests
{
    private static readonly Lazy<House> Read = new(HouseReader.Read);

    public static TheoryData<string> Rules => [.. RuleBook.All.Select(rule => rule.ToString())];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_house_keeps(string rule)
    {
        var judged = RuleBook.All.Single(candidate => candidate.ToString() == rule);
        var violations = judged.Check(Read.Value).ToList();
        if (judged.Judge == typeof(ContractsAreApproved))
            WriteReceived(Read.Value);

        Assert.True(violations is [], $"{rule}\n{string.Join("\n", violations)}");
    }

    [Fact]
    public void Every_project_under_src_is_judged_with_its_assembly()
    {
        var found = HouseReader.ProjectFiles().Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);

        Assert.NotEmpty(Read.Value.Packages);
        Assert.Equal(found, Read.Value.Packages.Select(package => package.Name.Value).Order(StringComparer.Ordinal));
        Assert.All(Read.Value.Packages, package => Assert.Equal(package.Name.Value, package.Assembly.Module.Assembly.Name.Name));
        // Templates are text.
        Assert.All(Read.Value.Packages.Where(package => !package.Name.IsTemplates), package => Assert.NotEmpty(package.Sources));
    }

    [Fact]
    public void Every_rule_is_shown_to_catch_a_planted_violation_and_to_leave_a_clean_neighbour_alone()
    {
        foreach (var rule in RuleBook.All)
        {
            var tests = typeof(HouseTests).Assembly.GetType($"{typeof(HouseTests).Namespace}.RuleTests.{rule.Judge.Name}Tests")?.GetMethods()
                .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name).ToList() ?? [];
            Assert.True(tests.Any(name => name.EndsWith("_refused", StringComparison.Ordinal)), $"{rule} has no test of something that is refused.");
            Assert.True(tests.Any(name => name.EndsWith("_allowed", StringComparison.Ordinal)), $"{rule} has no test of something that is allowed.");
        }
    }

    private static void WriteReceived(House house)
    {
        foreach (var old in Directory.EnumerateFiles(HouseReader.ApprovedFolder, "*.received.txt"))
            File.Delete(old);
        foreach (var (file, text) in ContractsAreApproved.ToReceive(house))
            File.WriteAllText(Path.Combine(HouseReader.ApprovedFolder, file), text);
    }
}

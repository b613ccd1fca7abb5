using System.Text.RegularExpressions;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>What is not in the solution is not built, formatted or tested by the commands that everybody runs.</summary>
internal static partial class TheSolutionIsComplete
{
    public static IEnumerable<Violation> Check(House house)
    {
        var listed = SolutionProject().Matches(house.Solution)
            .Select(match => match.Groups["path"].Value.Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        return house.Projects.Where(project => !listed.Contains(project))
            .Select(project => new Violation(project, "is not in Platform.Libraries.sln: dotnet sln add it."))
            .Concat(listed.Except(house.Projects)
                .Select(project => new Violation(project, "is in Platform.Libraries.sln and does not exist.")));
    }

    [GeneratedRegex("""^Project\("[^"]*"\) = "[^"]*", "(?<path>[^"]*\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex SolutionProject();
}

using System.Text.RegularExpressions;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 10. A package's version, its newest CHANGELOG heading and its release tag <c>Platform.X-1.2.0</c> agree. A heading
/// <c>## Unreleased</c> may stand on top of them, except on the day of a release.
/// </summary>
internal static partial class VersionsAgree
{
    public static IEnumerable<Violation> Check(House house) => house.Packed.SelectMany(Check).Concat(CheckTag(house));

    public static IEnumerable<Violation> Check(Package package)
    {
        var version = VersionOf(package);
        var headings = HeadingsOf(package);
        if (version is null)
            yield return new Violation(package.Name.Value, "has no VersionPrefix.");
        else if (headings is [])
            yield return new Violation(package.Name.Value, $"is at {version}, and its CHANGELOG.md has no heading \"## {version}\".");
        else if (headings[0] != version)
            yield return new Violation(package.Name.Value, $"is at {version}, and the newest heading of its CHANGELOG.md is {headings[0]}.");

        for (var i = 1; i < headings.Count; i++)
        {
            if (Numbers(headings[i]) > Numbers(headings[i - 1]))
                yield return new Violation(package.Name.Value, $"lists {headings[i]} below {headings[i - 1]} in its CHANGELOG.md; the newest stands on top.");
        }
    }

    private static IEnumerable<Violation> CheckTag(House house)
    {
        if (house.ReleaseTag is not { } tag)
            yield break;
        var parts = Tag().Match(tag);
        var package = house.Packed.FirstOrDefault(candidate => candidate.Name.Value == parts.Groups["package"].Value);
        if (!parts.Success || package is null)
            yield return new Violation(tag, "is not a release tag: it must be the name of a package, a hyphen and a version, as in Platform.Errors-1.2.0.");
        else if (VersionOf(package) != parts.Groups["version"].Value)
            yield return new Violation(tag, $"is the tag to release, and {package.Name} is at {VersionOf(package)}.");
        else if (Unreleased().IsMatch(package.Changelog ?? ""))
            yield return new Violation(tag, $"is the tag to release, and the CHANGELOG.md of {package.Name} still has changes under Unreleased.");
    }

    public static string? VersionOf(Package package) =>
        package.Project.Property("VersionPrefix") is not { Length: > 0 } prefix ? null
        : package.Project.Property("VersionSuffix") is { Length: > 0 } suffix ? $"{prefix}-{suffix}" : prefix;

    private static List<string> HeadingsOf(Package package) =>
        [.. Heading().Matches(package.Changelog ?? "").Select(match => match.Groups["version"].Value)];

    private static Version Numbers(string version) => Version.Parse(version.Split('-')[0]);

    [GeneratedRegex(@"^## \[?(?<version>\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?)\]?", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^## \[?Unreleased", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Unreleased();

    [GeneratedRegex(@"^(?<package>Platform(\.[A-Za-z0-9]+)+)-(?<version>\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?)$")]
    private static partial Regex Tag();
}

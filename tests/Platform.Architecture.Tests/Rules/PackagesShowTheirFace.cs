using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>Every package carries a README and a CHANGELOG, and can be found from the root's.</summary>
internal static class PackagesShowTheirFace
{
    public static IEnumerable<Violation> Check(House house) => house.Packed.SelectMany(package => Check(package, house));

    private static IEnumerable<Violation> Check(Package package, House house)
    {
        if (string.IsNullOrWhiteSpace(package.Readme))
            yield return new Violation(package.Name.Value, "has no README.md.");
        if (string.IsNullOrWhiteSpace(package.Changelog))
            yield return new Violation(package.Name.Value, "has no CHANGELOG.md.");
        if (!house.Readme.Contains($"src/{package.Name}/README.md", StringComparison.Ordinal))
            yield return new Violation(package.Name.Value, $"is not in the README.md of the repository: link src/{package.Name}/README.md.");
        if (!house.Changelog.Contains($"src/{package.Name}/CHANGELOG.md", StringComparison.Ordinal))
            yield return new Violation(package.Name.Value, $"is not in the CHANGELOG.md of the repository: link src/{package.Name}/CHANGELOG.md.");
    }
}

using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Planting;

/// <summary>Short words for tests: plant something, see who is named.</summary>
internal static class Planted
{
    public static PlantedPackage Package(string name) => new(name);

    /// <summary>A house of nothing but these packages.</summary>
    public static House House(params IEnumerable<PlantedPackage> packages) => new() { Packages = [.. packages.Select(package => package.Build())] };

    public static void IsClean(IEnumerable<Violation> violations) => Assert.Equal([], violations.Select(violation => violation.ToString()));

    /// <summary>Exactly one violation, which names the offender and says the words.</summary>
    public static void IsCaught(IEnumerable<Violation> violations, string offender, string words)
    {
        var violation = Assert.Single(violations);
        Assert.Equal(offender, violation.Offender);
        Assert.Contains(words, violation.Message, StringComparison.Ordinal);
    }
}

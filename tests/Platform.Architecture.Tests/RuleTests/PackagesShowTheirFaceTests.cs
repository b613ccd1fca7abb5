using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class PackagesShowTheirFaceTests
{
    private static House Indexed(PlantedPackage package) => Planted.House(package) with
    {
        Readme = "| [Platform.Errors](src/Platform.Errors/README.md) |",
        Changelog = "- [Platform.Errors](src/Platform.Errors/CHANGELOG.md)",
    };

    [Fact]
    public void A_package_without_a_readme_or_a_changelog_is_refused()
    {
        Planted.IsCaught(PackagesShowTheirFace.Check(Indexed(Planted.Package("Platform.Errors").WithReadme(null))), "Platform.Errors", "has no README.md");
        Planted.IsCaught(PackagesShowTheirFace.Check(Indexed(Planted.Package("Platform.Errors").WithChangelog(" "))), "Platform.Errors", "has no CHANGELOG.md");
    }

    [Fact]
    public void A_package_that_the_root_does_not_link_is_refused()
    {
        var house = Indexed(Planted.Package("Platform.Errors"));

        Planted.IsCaught(PackagesShowTheirFace.Check(house with { Readme = "Platform.Errors" }), "Platform.Errors", "link src/Platform.Errors/README.md");
        Planted.IsCaught(PackagesShowTheirFace.Check(house with { Changelog = "" }), "Platform.Errors", "link src/Platform.Errors/CHANGELOG.md");
    }

    [Fact]
    public void A_package_with_both_and_linked_from_the_root_is_allowed() =>
        Planted.IsClean(PackagesShowTheirFace.Check(Indexed(Planted.Package("Platform.Errors"))));

    [Fact]
    public void A_generator_that_travels_inside_its_parent_is_allowed() =>
        Planted.IsClean(PackagesShowTheirFace.Check(Planted.House(Planted.Package("Platform.Errors.SourceGeneration").WithProperty("IsPackable", "false").WithReadme(null))));
}

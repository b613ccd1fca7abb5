using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class VersionsAgreeTests
{
    [Theory]
    [InlineData("1.2.0", "# Changelog\n\n## 1.1.0\n", "newest heading of its CHANGELOG.md is 1.1.0")]
    [InlineData("1.1.0", "# Changelog\n\n## 1.2.0\n\n## 1.1.0\n", "newest heading of its CHANGELOG.md is 1.2.0")]
    [InlineData("1.2.0", "# Changelog\n", "has no heading")]
    [InlineData("1.2.0", null, "has no heading")]
    [InlineData("1.2.0", "# Changelog\n\n## 1.2.0\n\n## 1.10.0\n", "lists 1.10.0 below 1.2.0")]
    [InlineData("1.2.0", "# Changelog\n\n### 1.2.0\n", "has no heading")]
    public void A_version_that_the_changelog_does_not_tell_is_refused(string version, string? changelog, string words) =>
        Planted.IsCaught(VersionsAgree.Check(Planted.Package("Platform.Errors").WithVersion(version).WithChangelog(changelog).Build()), "Platform.Errors", words);

    [Theory]
    [InlineData("1.2.0", "# Changelog\n\n## 1.2.0\n\n## 1.1.9\n")]
    [InlineData("1.2.0", "# Changelog\r\n\r\n## 1.2.0 - 2026-03-01\r\n")]
    [InlineData("1.2.0", "# Changelog\n\n## Unreleased\n\n## [1.2.0]\n")]
    public void A_version_that_the_changelog_tells_is_allowed(string version, string changelog) =>
        Planted.IsClean(VersionsAgree.Check(Planted.Package("Platform.Errors").WithVersion(version).WithChangelog(changelog).Build()));

    [Fact]
    public void A_preview_is_told_with_its_suffix_and_is_allowed() =>
        Planted.IsClean(VersionsAgree.Check(Planted.House(PackageAtPreview()) with { ReleaseTag = "Platform.Errors-2.0.0-preview.1" }));

    private static PlantedPackage PackageAtPreview() => Planted.Package("Platform.Errors")
        .WithVersion("2.0.0").WithProperty("VersionSuffix", "preview.1").WithChangelog("## 2.0.0-preview.1\n\n## 1.0.0\n");

    [Theory]
    [InlineData("Platform.Errors-0.2.0", "is at 0.1.0")]
    [InlineData("Platform.Error-0.1.0", "is not a release tag")]
    [InlineData("Platform.Errors", "is not a release tag")]
    [InlineData("v0.1.0", "is not a release tag")]
    [InlineData("Platform.Errors-0.1", "is not a release tag")]
    public void A_release_tag_that_does_not_fit_is_refused(string tag, string words) =>
        Planted.IsCaught(VersionsAgree.Check(Planted.House(Planted.Package("Platform.Errors"), Planted.Package("Platform.Audit")) with { ReleaseTag = tag }), tag, words);

    [Fact]
    public void A_release_with_changes_under_unreleased_is_refused() =>
        Planted.IsCaught(VersionsAgree.Check(Planted.House(Planted.Package("Platform.Errors").WithChangelog("## Unreleased\n\n- more\n\n## 0.1.0\n")) with { ReleaseTag = "Platform.Errors-0.1.0" }),
            "Platform.Errors-0.1.0", "still has changes under Unreleased");

    [Fact]
    public void A_release_tag_that_fits_is_allowed() =>
        Planted.IsClean(VersionsAgree.Check(Planted.House(Planted.Package("Platform.Errors"), Planted.Package("Platform.Errors.AspNetCore")) with { ReleaseTag = "Platform.Errors.AspNetCore-0.1.0" }));
}

using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Packed;

/// <summary>
/// The packages as packed. <c>eng/pack.sh --check</c> says where they lie in PLATFORM_PACKED_PACKAGES, in
/// PLATFORM_PACKED_NAMES which of them it packed, if not all, and in PLATFORM_PACKED_SOURCELINK whether they must lead to their source.
/// </summary>
public sealed class PackedPackagesTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("PLATFORM_PACKED_PACKAGES");

    private static readonly string[] Named =
        (Environment.GetEnvironmentVariable("PLATFORM_PACKED_NAMES") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Set where the packages were made from a repository with an address in the network.</summary>
    private static readonly bool LeadsToSource = Environment.GetEnvironmentVariable("PLATFORM_PACKED_SOURCELINK") == "true";

    [Fact]
    public void Every_package_of_the_house_is_packed_and_nothing_else()
    {
        var packages = HouseReader.Read().Packed.Select(package => package.Name.Value);
        var expected = Named is [] ? packages : packages.Intersect(Named);

        Assert.Equal(expected.Order(StringComparer.Ordinal), Packed().Select(packed => packed.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_package_holds_and_asks_for_what_its_project_says() =>
        AssertNone((packed, package) => PackedContents.Check(packed, package, HouseReader.CentralVersions()));

    [Fact]
    public void Each_assembly_is_optimised_signed_reproducible_and_has_its_symbols() =>
        AssertNone((packed, _) => PackedBinaries.Check(packed, HouseReader.PublicKey(), HouseReader.Root, LeadsToSource));

    private static void AssertNone(Func<PackedPackage, Package, IEnumerable<Violation>> check)
    {
        var packages = HouseReader.Read().Packages.ToDictionary(package => package.Name.Value, StringComparer.Ordinal);
        var packed = Packed();
        Assert.NotEmpty(packed);
        var violations = packed.SelectMany(one => check(one, packages[one.Id])).ToList();

        Assert.True(violations is [], string.Join("\n", violations));
    }

    private static List<PackedPackage> Packed()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Folder), "No packed packages to judge: eng/pack.sh --check packs them and runs this.");
        return [.. Directory.EnumerateFiles(Folder!, "*.nupkg").Order(StringComparer.Ordinal).Select(PackedPackage.Open)];
    }
}

using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Packed;
using Platform.Architecture.Tests.Planting;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class PackedBinariesTests
{
    private const string Offender = "Platform.Errors/lib/net10.0/Platform.Errors.dll";

    private static readonly PlantedNupkg Good = new("Platform.Errors");

    private static IEnumerable<Violation> Check(PlantedNupkg packed) => PackedBinaries.Check(packed.Build(), HouseReader.PublicKey(), "/build/here", leadsToSource: true);

    [Fact]
    public void A_release_build_with_name_and_symbols_is_allowed() => Planted.IsClean(Check(Good));

    [Fact]
    public void An_assembly_without_the_strong_name_is_refused() => Planted.IsCaught(Check(Good with { Signed = false }), Offender, "strong name");

    [Fact]
    public void An_assembly_that_depends_on_the_clock_is_refused() => Planted.IsCaught(Check(Good with { Deterministic = false }), Offender, "deterministically");

    [Fact]
    public void A_debug_build_is_refused() => Planted.IsCaught(Check(Good with { Optimized = false }), Offender, "debug build");

    [Fact]
    public void A_path_of_the_machine_is_refused() => Planted.IsCaught(Check(Good with { PdbPath = "/build/here/obj/x.pdb" }), Offender, "/build/here/obj/x.pdb");

    [Fact]
    public void A_package_without_symbols_is_refused() => Planted.IsCaught(Check(Good with { HasSymbols = false }), Offender, "no symbol package");

    [Fact]
    public void Symbols_that_do_not_lead_to_the_source_are_refused() => Planted.IsCaught(Check(Good with { SourceLink = null }), Offender, "without SourceLink");

    [Fact]
    public void Symbols_that_lead_to_other_files_only_are_refused() =>
        Planted.IsCaught(Check(Good with { SourceLink = """{"documents":{"/elsewhere/*":"https://code.example/0123abc/*"}}""" }), Offender, "does not cover /_/Code.cs");

    [Fact]
    public void Symbols_without_SourceLink_are_allowed_where_the_repository_has_no_address() =>
        Planted.IsClean(PackedBinaries.Check((Good with { SourceLink = null }).Build(), HouseReader.PublicKey(), "/build/here", leadsToSource: false));

    [Fact]
    public void Symbols_of_another_build_are_refused() => Planted.IsCaught(Check(Good with { SymbolsOfThisBuild = false }), Offender, "another build");
}

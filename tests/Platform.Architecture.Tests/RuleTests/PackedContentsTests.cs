using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Packed;
using Platform.Architecture.Tests.Planting;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class PackedContentsTests
{
    private const string Options = """<dependency id="Microsoft.Extensions.Options" version="10.0.0" exclude="Build,Analyzers" />""";

    private static readonly PlantedPackage Project = Planted.Package("Platform.Errors")
        .WithItem("""<PackageReference Include="Microsoft.Extensions.Options" />""")
        .WithItem("""<PackageReference Include="Tools.Analyzers" PrivateAssets="all" />""");

    private static readonly PlantedNupkg Good = new("Platform.Errors") { Dependencies = Options };

    private static readonly Dictionary<string, string> Floors = new() { ["Microsoft.Extensions.Options"] = "10.0.0", ["Tools.Analyzers"] = "1.0.0" };

    private static IEnumerable<Violation> Check(PlantedNupkg packed, PlantedPackage? project = null) => PackedContents.Check(packed.Build(), (project ?? Project).Build(), Floors);

    [Fact]
    public void A_package_that_is_what_its_project_says_is_allowed()
    {
        Planted.IsClean(Check(Good));
        Planted.IsClean(Check(Good with { Version = "0.1.0" }));
    }

    [Fact]
    public void Another_version_than_the_projects_is_refused() =>
        Planted.IsCaught(Check(Good with { Version = "0.2.0" }), "Platform.Errors", "is packed as 0.2.0, and its project is at 0.1.0");

    [Fact]
    public void A_missing_dependency_is_refused() =>
        Planted.IsCaught(Check(Good with { Dependencies = "" }), "Platform.Errors", "does not ask for Microsoft.Extensions.Options 10.0.0");

    [Theory]
    [InlineData("""<dependency id="xunit.v3" version="4.0.2" />""", "asks for xunit.v3 4.0.2")]
    [InlineData("""<dependency id="Tools.Analyzers" version="1.0.0" />""", "asks for Tools.Analyzers")]
    [InlineData("""<dependency id="Platform.Errors.SourceGeneration" version="0.1.0" />""", "asks for Platform.Errors.SourceGeneration")]
    public void A_dependency_that_the_project_does_not_hand_on_is_refused(string extra, string words) =>
        Planted.IsCaught(Check(Good with { Dependencies = Options + extra }), "Platform.Errors", words);

    [Fact]
    public void A_raised_floor_is_refused()
    {
        var violations = Check(Good with { Dependencies = Options.Replace("10.0.0", "10.0.12", StringComparison.Ordinal) }).Select(violation => violation.Message);

        Assert.Equal(["does not ask for Microsoft.Extensions.Options 10.0.0, which its project does.", "asks for Microsoft.Extensions.Options 10.0.12, which its project does not."], violations);
    }

    [Fact]
    public void A_parent_in_the_version_packed_beside_it_is_allowed()
    {
        var project = Project.WithItem("""<ProjectReference Include="../Platform.OpenTelemetry/Platform.OpenTelemetry.csproj" />""").Build();
        var parent = HouseReader.ReadProject(Path.Combine(HouseReader.Root, "src", "Platform.OpenTelemetry", "Platform.OpenTelemetry.csproj")).Property("VersionPrefix");

        Assert.Equal(["Microsoft.Extensions.Options 10.0.0", $"Platform.OpenTelemetry {parent}-check.gabc"], PackedContents.DependenciesOf(project, "0.1.0-check.gabc", Floors));
        Assert.Equal(["Microsoft.Extensions.Options 10.0.0", $"Platform.OpenTelemetry {parent}"], PackedContents.DependenciesOf(project, "0.1.0", Floors));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("lib/net10.0/Platform.Errors.dll")]
    [InlineData("lib/net10.0/Platform.Errors.xml")]
    public void A_missing_file_is_refused(string path) =>
        Planted.IsCaught(Check(Good with { Without = [path] }), "Platform.Errors", $"has no {path}.");

    [Theory]
    [InlineData("lib/net10.0/Mono.Cecil.dll")]
    [InlineData("lib/net8.0/Platform.Errors.dll")]
    [InlineData("analyzers/dotnet/cs/Platform.Audit.SourceGeneration.dll")]
    public void Code_that_is_not_its_own_is_refused(string path) =>
        Planted.IsCaught(Check(Good with { Strays = [path] }), "Platform.Errors", $"carries {path}");

    [Fact]
    public void A_generator_left_behind_is_refused_and_one_inside_is_allowed()
    {
        var project = Project.WithItem("""<ProjectReference Include="../Platform.Errors.SourceGeneration/Platform.Errors.SourceGeneration.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />""");

        Planted.IsCaught(Check(Good, project), "Platform.Errors", "has no analyzers/dotnet/cs/Platform.Errors.SourceGeneration.dll");
        Planted.IsClean(Check(Good with { Strays = ["analyzers/dotnet/cs/Platform.Errors.SourceGeneration.dll"] }, project));
    }

    [Fact]
    public void A_generator_that_another_package_carries_is_refused_inside_one_that_only_uses_it()
    {
        var project = Project.WithItem("""<ProjectReference Include="../Platform.Audit.SourceGeneration/Platform.Audit.SourceGeneration.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />""");

        Planted.IsClean(Check(Good, project));
        Planted.IsCaught(Check(Good with { Strays = ["analyzers/dotnet/cs/Platform.Audit.SourceGeneration.dll"] }, project), "Platform.Errors", "which is not its own");
    }

    [Fact]
    public void Translated_texts_left_behind_are_refused_and_those_of_a_translation_are_allowed()
    {
        const string German = "lib/net10.0/de/Platform.Errors.resources.dll";
        var translated = Project.Build() with { Translations = ["de"] };

        Planted.IsCaught(PackedContents.Check(Good.Build(), translated, Floors), "Platform.Errors", $"has no {German}");
        Planted.IsClean(PackedContents.Check((Good with { Strays = [German] }).Build(), translated, Floors));
        Planted.IsCaught(Check(Good with { Strays = [German] }), "Platform.Errors", $"carries {German}");
    }

    [Fact]
    public void A_tool_that_brings_everything_along_is_allowed_and_one_that_does_not_is_refused()
    {
        var project = Planted.Package("Platform.Audit.Tool").WithProperty("PackAsTool", "true").WithItem("""<ProjectReference Include="../Platform.Audit/Platform.Audit.csproj" />""");
        string[] own = ["tools/net10.0/any/DotnetToolSettings.xml", "tools/net10.0/any/Platform.Audit.Tool.dll", "tools/net10.0/any/Platform.Audit.dll"];
        string[] library = ["lib/net10.0/Platform.Audit.Tool.dll", "lib/net10.0/Platform.Audit.Tool.xml"];
        var tool = new PlantedNupkg("Platform.Audit.Tool") { Strays = [.. own, "tools/net10.0/any/Npgsql.dll"], Without = library };

        Planted.IsClean(Check(tool, project));
        Planted.IsCaught(Check(tool with { Without = [.. library, own[2]] }, project), "Platform.Audit.Tool", $"has no {own[2]}");
        Planted.IsCaught(Check(tool with { Without = [] }, project), "Platform.Audit.Tool", "carries lib/net10.0/Platform.Audit.Tool.dll");
        Planted.IsCaught(Check(tool with { Dependencies = Options }, project), "Platform.Audit.Tool", "asks for Microsoft.Extensions.Options");
    }

    [Fact]
    public void Templates_that_are_text_are_allowed_and_those_that_bring_code_or_ask_for_something_are_refused()
    {
        const string Name = "Platform.Audit.Templates";
        var project = Planted.Package(Name);
        string[] library = [$"lib/net10.0/{Name}.dll", $"lib/net10.0/{Name}.xml"];
        string[] content = ["content/plugin/.template.config/template.json", "content/plugin/Plugin.cs"];
        var templates = new PlantedNupkg(Name) { Strays = content, Without = library, HasSymbols = false };

        Planted.IsClean(Check(templates, project));
        Planted.IsCaught(Check(templates with { Strays = content[1..] }, project), Name, "has no template");
        Planted.IsCaught(Check(templates with { Without = library[1..] }, project), Name, $"carries {library[0]}, and templates are text");
        Planted.IsCaught(Check(templates with { Without = [.. library, "CHANGELOG.md"] }, project), Name, "has no CHANGELOG.md");
        Planted.IsCaught(Check(templates with { Dependencies = Options }, project), Name, "asks for Microsoft.Extensions.Options");
    }

    [Fact]
    public void A_framework_that_the_package_forgot_is_refused() =>
        Planted.IsCaught(Check(Good, Project.WithItem("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""")), "Platform.Errors", "its project for [Microsoft.AspNetCore.App]");

    [Fact]
    public void Missing_papers_are_refused()
    {
        Planted.IsCaught(Check(Good with { Licence = """<license type="file">LICENSE</license>""" }), "Platform.Errors", "MIT");
        Planted.IsCaught(Check(Good with { Repository = "" }), "Platform.Errors", "commit");
    }

    [Fact]
    public void A_readme_with_a_link_that_leads_nowhere_is_refused() =>
        Planted.IsCaught(Check(Good with { Readme = "See [the other](../Platform.Errors.Grpc/README.md#use)." }), "Platform.Errors", "[the other](../Platform.Errors.Grpc/README.md#use)");
}

using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Platform.Plugins.Abstractions.SourceGeneration;
using Platform.Testing;

namespace Platform.Plugins.Abstractions.Tests.SourceGeneration;

/// <summary>What a plugin says about itself in its code becomes its manifest, and contradictions are found while it is written.</summary>
public sealed class ManifestTests
{
    private const string Good = """
        [assembly: Plugin("acme.tax", Version = "1.4.0")]
        namespace Acme;
        [PluginContribution("vat")] public sealed class Vat : Desk.IRule { }
        """;

    private static readonly GeneratorProject Project = new(
        new PluginManifestGenerator(), "using System;\nusing Platform.Plugins.Abstractions;\n", "Platform.Plugins.Abstractions.dll");

    private static readonly MetadataReference Contracts = Project.Compilation("""
        namespace Desk;
        [PluginContract("rule", "1.2", InProcessOnly = true)] public interface IRule;
        [PluginContract("panel", "2.0", InProcessOnly = true)] public interface IPanel;
        public interface INone;
        """).WithAssemblyName("Desk.Contracts").ToMetadataReference();

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "\"acme.tax\"", "\"acme\"", "PLTPLG005", "the id 'acme': write publisher and name" },
        { "\"acme.tax\"", "\"Acme.Tax\"", "PLTPLG005", "the id 'Acme.Tax'" },
        { "\"1.4.0\"", "\"1.4\"", "PLTPLG005", "the version '1.4': write three numbers" },
        { "\"1.4.0\"", "\"1.4.00\"", "PLTPLG005", "the version '1.4.00'" },
        { ", Version = \"1.4.0\"", "", "PLTPLG005", "no version: set Version" },
        { "Version", "Name = \"\", Version", "PLTPLG005", "a name of 1 to 80 characters" },
        { "Version", "Isolation = \"Process\", Version", "PLTPLG005", "the isolation 'Process': write in-process or process or sandbox" },
        { "Version", "Capabilities = [\"net http\"], Version", "PLTPLG005", "the capability 'net http'" },
        { "Version", "Capabilities = [\"clock\", \"clock\"], Version", "PLTPLG005", "a capability twice" },
        { "Version", "MemoryMebibytes = -1, Version", "PLTPLG005", "-1 as MemoryMebibytes: write 1 to 1048576" },
        { "Version", "CallMilliseconds = 3600001, Version", "PLTPLG005", "3600001 as CallMilliseconds" },
        { "\"vat\"", "\"Vat\"", "PLTPLG006", "The contribution 'Vat' is called 'Vat': write small letters" },
        { "sealed class", "abstract class", "PLTPLG006", "is abstract, static or generic" },
        { "class Vat", "class Vat<T>", "PLTPLG006", "is abstract, static or generic" },
        { "public sealed class", "internal sealed class", "PLTPLG006", "cannot be seen by the host" },
        { "{ }", "{ internal Vat() { } }", "PLTPLG006", "has no public constructor" },
        { "class Vat", "class Mehrwertsteuerprüfung", "PLTPLG006", "has a name that a manifest cannot hold" },
        { "Desk.IRule", "Desk.INone", "PLTPLG006", "implements no interface with [PluginContract]" },
        { "Desk.IRule { }", "IOwn { } [PluginContract(\"own\", \"1.0\")] public interface IOwn;", "PLTPLG006", "implements 'IOwn' of this assembly" },
        { "{ }", "{ } [PluginContribution(\"vat\")] public sealed class Again : Desk.IRule { }", "PLTPLG006", "is called 'vat', as another contribution to rule is" },
        { "[assembly: Plugin(\"acme.tax\", Version = \"1.4.0\")]", "", "PLTPLG007", "'Acme.Vat' is a contribution, and no plugin brings it" },
        { "[PluginContribution(\"vat\")]", "", "PLTPLG007", "The plugin 'acme.tax' brings nothing" },
    };

    [Fact]
    public void A_plugin_of_a_few_lines_has_a_manifest()
    {
        Assert.Equal(
            """
            {
              "id": "acme.tax",
              "version": "1.4.0",
              "assembly": "Desk.dll",
              "contracts": { "rule": "^1.2" },
              "contributes": [{ "contract": "rule", "name": "vat", "type": "Acme.Vat" }]
            }

            """.ReplaceLineEndings("\n"),
            ManifestOf(Good));
    }

    [Fact]
    public void Everything_that_an_attribute_can_say_is_there_and_nothing_depends_on_the_order_of_the_classes()
    {
        const string More = """
            [assembly: Plugin("acme.tax", Name = "Tax \"exact\"\n", Description = "Steuern für alle \u2028", LoadsAtStartup = true, Isolation = "sandbox",
                Capabilities = ["net.http:rates.acme.example", "clock"], MemoryMebibytes = 256, CallMilliseconds = 500)]
            [assembly: System.Reflection.AssemblyInformationalVersion("2.0.0-beta.1+0a1b2c3")]
            namespace Acme;
            """;
        const string One = "public static class Outer { [PluginContribution(\"b\")] public sealed class Both : Desk.IRule, Desk.IPanel { } }";
        const string Two = "[PluginContribution(\"a\")] public class Alone : Desk.IRule { }";

        var manifest = ManifestOf(More + One + Two);

        Assert.Equal(manifest, ManifestOf(More + Two + One));
        using var json = JsonDocument.Parse(manifest);
        Assert.Equal(
            """
            {"id":"acme.tax","version":"2.0.0-beta.1","name":"Tax \u0022exact\u0022\n","description":"Steuern f\u00FCr alle \u2028",
            "assembly":"Desk.dll","contracts":{"panel":"^2.0","rule":"^1.2"},
            "contributes":[{"contract":"panel","name":"b","type":"Acme.Outer\u002BBoth"},{"contract":"rule","name":"a","type":"Acme.Alone"},
            {"contract":"rule","name":"b","type":"Acme.Outer\u002BBoth"}],"activation":"startup",
            "capabilities":["net.http:rates.acme.example","clock"],"isolation":"sandbox","limits":{"memoryMebibytes":256,"callMilliseconds":500}}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(json.RootElement));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_contradicts_itself_is_an_error_that_says_what_to_do(string replaced, string by, string id, string sentence)
    {
        Assert.Contains(replaced, Good, StringComparison.Ordinal);
        var at = Good.IndexOf(replaced, StringComparison.Ordinal);

        var (manifests, said) = Generate(Good[..at] + by + Good[(at + replaced.Length)..]);

        var found = said.First(static each => each.Id.StartsWith("PLT", StringComparison.Ordinal));
        Assert.Equal(id, found.Id);
        Assert.Contains(sentence, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.True(found.Location.GetLineSpan().IsValid);
        Assert.Empty(manifests);
    }

    [Fact]
    public void A_contract_that_is_referred_to_in_two_versions_is_an_error()
    {
        var second = Project.Compilation("namespace Desk2; [PluginContract(\"rule\", \"2.0\", InProcessOnly = true)] public interface IRule;")
            .WithAssemblyName("Desk2.Contracts").ToMetadataReference();

        var (_, said) = Generate(Good + " [PluginContribution(\"new\")] public sealed class New : Desk2.IRule { }", second);

        Assert.Contains(
            "The contract rule is there in two versions, ^1.2 and ^2.0", Assert.Single(said).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_no_plugin_is_left_alone()
    {
        var (manifests, said) = Generate("namespace Acme; public sealed class Vat : Desk.IRule { }");

        Assert.Empty(manifests);
        Assert.Empty(said);
    }

    [Theory]
    [InlineData("=> 1", "=> 2", true)]
    [InlineData("\"vat\"", "\"tax\"", false)]
    [InlineData("1.4.0", "1.5.0", false)]
    public void What_does_not_touch_a_plugin_changes_nothing(string replaced, string by, bool isUnchanged)
    {
        var token = TestContext.Current.CancellationToken;
        var source = Good.Replace("{ }", "{ public int One() => 1; }", StringComparison.Ordinal);
        var compilation = Project.Compilation(source).AddReferences(Contracts);
        var driver = Project.Driver().RunGenerators(compilation, token);

        var changed = Project.Compilation(source.Replace(replaced, by, StringComparison.Ordinal)).AddReferences(Contracts);
        var steps = driver.RunGenerators(changed, token).GetRunResult().Results[0].TrackedSteps[PluginManifestGenerator.ManifestStep];

        Assert.Equal(isUnchanged, steps.SelectMany(static step => step.Outputs).All(static output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    private static string ManifestOf(string source)
    {
        var (manifests, said) = Generate(source);
        Assert.Empty(said);
        return Assert.Single(manifests);
    }

    /// <summary>The manifests in the metadata of what is compiled, and what the generator and the compiler say.</summary>
    private static (ImmutableArray<string> Manifests, ImmutableArray<Diagnostic> Said) Generate(string source, params MetadataReference[] references)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = Project.Compilation(source).AddReferences([Contracts, .. references]);
        Project.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var said, token);
        return (
            [
                .. generated.Assembly.GetAttributes()
                    .Where(static each => each.AttributeClass?.Name == nameof(AssemblyMetadataAttribute))
                    .Where(static each => each.ConstructorArguments[0].Value as string == PluginManifestGenerator.MetadataKey)
                    .Select(static each => (string)each.ConstructorArguments[1].Value!),
            ],
            [.. said, .. generated.GetDiagnostics(token).Where(static each => each.Id is not ("CS8019" or "CS1591") && each.Severity > DiagnosticSeverity.Hidden)]);
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Plugins.Abstractions.SourceGeneration;

namespace Platform.Plugins.Abstractions.Tests.SourceGeneration;

/// <summary>Compiles sources as an author of contracts would who has no usings but those of the file, with the generator.</summary>
internal static class Compiling
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Platform.Plugins.Abstractions;\n";

    private static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Desk",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText(Usings + source, ParseOptions, $"Source{index}.cs")),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new PluginContractGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Said) Generate(string source)
    {
        var token = TestContext.Current.CancellationToken;
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(source), out var generated, out var said, token);
        var text = string.Join("\n", driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));
        return (text, [.. said, .. generated.GetDiagnostics(token).Where(each => each.Id != "CS8019" && each.Id != "CS1591" && each.Severity > DiagnosticSeverity.Hidden)]);
    }

    private static bool IsForUsers(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Platform.Plugins.Abstractions.dll");
}

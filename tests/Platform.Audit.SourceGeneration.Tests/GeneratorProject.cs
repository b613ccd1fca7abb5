using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Testing;

/// <summary>A project of a user, with a generator: every warning is an error there, and nothing is referenced that only a test program has.</summary>
/// <param name="generator">The generator.</param>
/// <param name="usings">What stands before each source.</param>
/// <param name="package">The assembly of ours that it references.</param>
internal sealed class GeneratorProject(IIncrementalGenerator generator, string usings, string package)
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private readonly ImmutableArray<MetadataReference> _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => IsForUsers(Path.GetFileName(path), package))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public CSharpCompilation Compilation(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Desk",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText(usings + source, ParseOptions, $"Source{index}.cs")),
        _references,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    public GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [generator.AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public (ImmutableArray<SyntaxTree> Trees, ImmutableArray<Diagnostic> Said) Generate(string source)
    {
        var token = TestContext.Current.CancellationToken;
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(source), out var generated, out var said, token);
        return (
            driver.GetRunResult().GeneratedTrees,
            [.. said, .. generated.GetDiagnostics(token).Where(each => each.Id != "CS8019" && each.Id != "CS1591" && each.Severity > DiagnosticSeverity.Hidden)]);
    }

    /// <summary>The same as one text, each file behind its name.</summary>
    public (string Text, ImmutableArray<Diagnostic> Said) GenerateText(string source)
    {
        var (trees, said) = Generate(source);
        var files = trees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal).Select(tree => $"// {Path.GetFileName(tree.FilePath)}\n{tree}");
        return (string.Join("\n", files), said);
    }

    private static bool IsForUsers(string name, string package) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" || name == package;
}

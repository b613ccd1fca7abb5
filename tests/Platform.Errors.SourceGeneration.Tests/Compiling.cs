using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Compiles sources as a user's project would: with the generator, the analyzer and the ledger.</summary>
internal static class Compiling
{
    public static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    public static CSharpCompilationOptions Options { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error);

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Shop",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText("using System;\nusing Platform.Errors;\n" + source, ParseOptions, $"Source{index}.cs")),
        References,
        Options);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ErrorCatalogGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with what the generator wrote.</summary>
    public static CSharpCompilation Generate(CSharpCompilation compilation)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return (CSharpCompilation)generated;
    }

    /// <summary>The one generated file of a source.</summary>
    public static string GeneratedText(string source) =>
        Driver().RunGenerators(Compilation(source), TestContext.Current.CancellationToken).GetRunResult().GeneratedTrees.Single().ToString();

    /// <summary>What the analyzer says.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, string? shipped = null, string? unshipped = null) => AnalyzeAsync([source], shipped, unshipped);

    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string[] sources, string? shipped = null, string? unshipped = null)
    {
        var files = ImmutableArray.CreateBuilder<AdditionalText>();
        if (shipped is not null)
            files.Add(new InMemoryText("/shop/ErrorCodes.Shipped.txt", shipped));
        if (unshipped is not null)
            files.Add(new InMemoryText("/shop/ErrorCodes.Unshipped.txt", unshipped));
        return AnalyzeAsync(Compilation(sources), new AnalyzerOptions(files.ToImmutable()));
    }

    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(CSharpCompilation compilation, AnalyzerOptions options)
    {
        var faults = new List<Exception>();
        var analyzed = Generate(compilation).WithAnalyzers(
            [new ErrorCatalogAnalyzer()],
            new CompilationWithAnalyzersOptions(
                options, (exception, _, _) => { lock (faults) faults.Add(exception); }, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await analyzed.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        return [.. found.OrderBy(each => each.Location.SourceSpan.Start).ThenBy(each => each.Id, StringComparer.Ordinal)];
    }

    /// <summary>The analyzer must not run against what only this test program has.</summary>
    private static bool IsForUsers(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name is "netstandard.dll" or "mscorlib.dll" or "Platform.Errors.dll" or "Microsoft.CSharp.dll");

    private sealed class InMemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}

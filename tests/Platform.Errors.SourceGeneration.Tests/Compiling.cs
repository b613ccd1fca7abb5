using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>Compiles sources as a user's project would: with the generator, the analyzer and the ledger.</summary>
internal static class Compiling
{
    /// <summary>What stands before each source.</summary>
    public const string Usings = "using System;\nusing Platform.Errors;\n";

    public static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    public static CSharpCompilationOptions Options { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error);

    /// <summary>Those of a build. What is not documented is no business of these tests.</summary>
    public static CSharpCompilationOptions BuildOptions { get; } =
        Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default).WithAllowUnsafe(true)
            .WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic> { ["CS1591"] = ReportDiagnostic.Suppress });

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Shop",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText(Usings + source, ParseOptions, $"Source{index}.cs")),
        References,
        Options);

    public static GeneratorDriver Driver(params IEnumerable<AdditionalText> files) => CSharpGeneratorDriver.Create(
        [new ErrorCatalogGenerator().AsSourceGenerator()],
        files,
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with what the generator wrote, and nothing to say.</summary>
    public static CSharpCompilation Generate(CSharpCompilation compilation)
    {
        var generated = Generate(compilation, [], out var said);
        Assert.Empty(said);
        return generated;
    }

    /// <summary>The compilation with what the generator wrote, and what it said.</summary>
    public static CSharpCompilation Generate(CSharpCompilation compilation, ImmutableArray<AdditionalText> files, out ImmutableArray<Diagnostic> said)
    {
        Driver(files).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out said, TestContext.Current.CancellationToken);
        return (CSharpCompilation)generated;
    }

    /// <summary>The one generated file of a source.</summary>
    public static string GeneratedText(string source) =>
        Driver().RunGenerators(Compilation(source), TestContext.Current.CancellationToken).GetRunResult().GeneratedTrees.Single().ToString();

    /// <summary>What generator and analyzer say, as an editor shows it.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, string? shipped = null, string? unshipped = null) => AnalyzeAsync([source], shipped, unshipped);

    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string[] sources, string? shipped = null, string? unshipped = null) =>
        AnalyzeAsync(Compilation(sources), new AnalyzerOptions(Ledger(shipped, unshipped)));

    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(CSharpCompilation compilation, AnalyzerOptions options)
    {
        var generated = Generate(compilation, options.AdditionalFiles, out var said);
        return InOrder([.. said, .. (await AnalyzersAsync(generated, options)).Where(each => each.Severity != DiagnosticSeverity.Hidden)]);
    }

    /// <summary>What the analyzers alone say, and what they only offer to mend.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzersAsync(string[] sources, string? shipped = null, string? unshipped = null)
    {
        var ledger = Ledger(shipped, unshipped);
        return InOrder(await AnalyzersAsync(Generate(Compilation(sources), ledger, out _), new AnalyzerOptions(ledger)));
    }

    /// <summary>
    /// What the compiler of the command line prints. It stops at an error of syntax; generators come next; after an error in a declaration it stops again, and
    /// only what is left is shown to analyzers: errors in the bodies of methods do not keep them from speaking.
    /// </summary>
    public static async Task<ImmutableArray<Diagnostic>> BuildAsync(string[] sources, string? shipped = null, string? unshipped = null)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = Compilation(sources).WithOptions(BuildOptions);
        if (compilation.GetParseDiagnostics(token) is { IsEmpty: false } unreadable)
            return unreadable;
        var ledger = Ledger(shipped, unshipped);
        var generated = Generate(compilation, ledger, out var said);
        var declarations = generated.GetDeclarationDiagnostics(token);
        if (declarations.Any(each => each.DefaultSeverity == DiagnosticSeverity.Error))
            return Printed([.. said, .. declarations]);
        return Printed([.. said, .. declarations, .. generated.GetMethodBodyDiagnostics(token), .. await AnalyzersAsync(generated, new AnalyzerOptions(ledger))]);
    }

    private static async Task<ImmutableArray<Diagnostic>> AnalyzersAsync(CSharpCompilation generated, AnalyzerOptions options)
    {
        var faults = new List<Exception>();
        var analyzed = generated.WithAnalyzers(
            [new ErrorCatalogAnalyzer(), new LostTaskAnalyzer()],
            new CompilationWithAnalyzersOptions(
                options, (exception, _, _) => { lock (faults) faults.Add(exception); }, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await analyzed.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        return found;
    }

    private static ImmutableArray<AdditionalText> Ledger(string? shipped, string? unshipped)
    {
        var files = ImmutableArray.CreateBuilder<AdditionalText>();
        if (shipped is not null)
            files.Add(new InMemoryText("/shop/ErrorCodes.Shipped.txt", shipped));
        if (unshipped is not null)
            files.Add(new InMemoryText("/shop/ErrorCodes.Unshipped.txt", unshipped));
        return files.ToImmutable();
    }

    private static ImmutableArray<Diagnostic> Printed(IEnumerable<Diagnostic> said) => InOrder(said.Where(each => each.Severity >= DiagnosticSeverity.Warning));

    private static ImmutableArray<Diagnostic> InOrder(IEnumerable<Diagnostic> said) =>
        [.. said.OrderBy(each => each.Location.SourceSpan.Start).ThenBy(each => each.Id, StringComparer.Ordinal)];

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

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Webhooks.SourceGeneration.Tests;

/// <summary>Compiles sources as a user's project would, with the generator.</summary>
internal static class Compiling
{
    private const string Usings = "using System;\nusing System.Text.Json;\nusing System.Text.Json.Serialization;\nusing System.Text.Json.Serialization.Metadata;\nusing Platform.Webhooks.Catalog;\n";

    /// <summary>What the serializer's own generator would write, which takes no part here.</summary>
    public const string Context = """

        internal sealed class DeskJson() : JsonSerializerContext(null)
        {
            public static DeskJson Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    private static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static ImmutableArray<MetadataReference> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForUsers).Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "Desk",
        sources.Select((source, index) => CSharpSyntaxTree.ParseText(Usings + source, ParseOptions, $"Source{index}.cs")),
        References,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new WebhookCatalogGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Said) Generate(string source)
    {
        var token = TestContext.Current.CancellationToken;
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(source), out var generated, out var said, token);
        var text = string.Join("\n", driver.GetRunResult().GeneratedTrees.OrderBy(tree => tree.FilePath, StringComparer.Ordinal).Select(tree => $"// {Path.GetFileName(tree.FilePath)}\n{tree}"));
        return (text, [.. said, .. generated.GetDiagnostics(token).Where(each => each.Id != "CS8019" && each.Id != "CS1591" && each.Severity > DiagnosticSeverity.Hidden)]);
    }

    private static bool IsForUsers(string path) => Path.GetFileName(path) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll" or "Platform.Webhooks.dll");
}

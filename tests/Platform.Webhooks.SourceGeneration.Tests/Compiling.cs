using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Testing;

namespace Platform.Webhooks.SourceGeneration.Tests;

/// <summary>Compiles sources as a user's project would, with the generator.</summary>
internal static class Compiling
{
    /// <summary>What the serializer's own generator would write, which takes no part here.</summary>
    public const string Context = """

        internal sealed class DeskJson() : JsonSerializerContext(null)
        {
            public static DeskJson Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    private static readonly GeneratorProject Project = new(
        new WebhookCatalogGenerator(),
        "using System;\nusing System.Text.Json;\nusing System.Text.Json.Serialization;\nusing System.Text.Json.Serialization.Metadata;\nusing Platform.Webhooks.Catalog;\n",
        "Platform.Webhooks.dll");

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => Project.Compilation(sources);

    public static GeneratorDriver Driver() => Project.Driver();

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Said) Generate(string source) => Project.GenerateText(source);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Plugins.Abstractions.SourceGeneration;
using Platform.Testing;

namespace Platform.Plugins.Abstractions.Tests.SourceGeneration;

/// <summary>Compiles sources as an author of contracts would who has no usings but those of the file, with the generator.</summary>
internal static class Compiling
{
    private static readonly GeneratorProject Project = new(
        new PluginContractGenerator(),
        "using System;\nusing System.Collections.Generic;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Platform.Plugins.Abstractions;\n",
        "Platform.Plugins.Abstractions.dll");

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => Project.Compilation(sources);

    public static GeneratorDriver Driver() => Project.Driver();

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Said) Generate(string source)
    {
        var (trees, said) = Project.Generate(source);
        return (string.Join("\n", trees), said);
    }
}

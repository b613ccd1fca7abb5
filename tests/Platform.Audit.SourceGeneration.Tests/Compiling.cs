using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Testing;

namespace Platform.Audit.SourceGeneration.Tests;

/// <summary>Compiles sources as a user's project would, with the generator.</summary>
internal static class Compiling
{
    private static readonly GeneratorProject Project = new(
        new AuditEventGenerator(), "using System;\nusing Platform.Audit;\nusing Platform.Audit.Catalogs;\nusing Platform.Audit.Records;\n", "Platform.Audit.dll");

    public static CSharpCompilation Compilation(params IEnumerable<string> sources) => Project.Compilation(sources);

    public static GeneratorDriver Driver() => Project.Driver();

    /// <summary>What the generator wrote, and what it and the compiler say.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Said) Generate(string source) => Project.GenerateText(source);
}

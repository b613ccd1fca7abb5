using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Tests.Verification;

/// <summary>Contracts and plugins, really compiled, each against the version of the others that a test chooses.</summary>
internal static class Compiled
{
    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(PluginContractAttribute).Assembly.Location),
    ];

    public static byte[] Assembly(string name, string version, string code, params byte[][] references)
    {
        var source = $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]\n{code}";
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks; using Platform.Plugins.Abstractions;\n" + source)],
            Framework.AddRange(references.Select(reference => MetadataReference.CreateFromImage(reference))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using var output = new MemoryStream();
        var result = compilation.Emit(output);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return output.ToArray();
    }

    /// <summary>A package with an assembly and what else is named.</summary>
    public static PluginPackage Package(byte[] assembly, string[]? capabilities = null, string type = "Acme.Rule", string contract = "rule", params (string Path, byte[] Bytes)[] others)
    {
        var manifest = $$"""
            {
              "id": "acme.rule", "version": "1.0.0", "assembly": "Acme.dll", "contracts": { "{{contract}}": "^1" },
              "contributes": [{ "contract": "{{contract}}", "name": "first", "type": "{{type}}" }],
              "capabilities": [{{string.Join(',', (capabilities ?? []).Select(capability => $"\"{capability}\""))}}]
            }
            """;
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["Acme.dll"] = assembly };
        foreach (var (path, bytes) in others)
            files[path] = bytes;
        return PluginPackage.Read(PluginPackage.Create(files), "rule.plugin");
    }
}

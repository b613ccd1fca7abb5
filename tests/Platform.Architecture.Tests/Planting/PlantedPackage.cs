using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Planting;

/// <summary>
/// A package that exists only in a test: compiled in memory and put into the same model as the real ones. Unless told
/// otherwise it keeps every rule, so that what a test plants is the only thing to find.
/// </summary>
internal sealed record PlantedPackage(string Name)
{
    private const string Clean = """
        [assembly: System.Reflection.AssemblyMetadata("IsTrimmable", "True")]
        """;

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Platform = new(() =>
        [.. PlatformAssemblies.Paths.Values.Select(path => MetadataReference.CreateFromFile(path))]);

    private IReadOnlyList<SourceFile> Sources { get; init; } = [];

    private string Properties { get; init; } = "<VersionPrefix>0.1.0</VersionPrefix>";

    private string Items { get; init; } = "";

    private string AssemblyInfo { get; init; } = Clean;

    private string? Changelog { get; init; } = "# Changelog\n\n## 0.1.0\n";

    private string? Readme { get; init; } = "# Readme\n";

    private IReadOnlyList<(string Name, byte[] Image)> References { get; init; } = [];

    /// <summary>The assembly is written here when a rule needs it as a file.</summary>
    private string? Folder { get; init; }

    public PlantedPackage With(string code, string path = "Code.cs") => this with { Sources = [.. Sources, new SourceFile(path, code)] };

    public PlantedPackage WithProperty(string name, string value) => this with { Properties = $"{Properties}<{name}>{value}</{name}>" };

    public PlantedPackage WithVersion(string version) => this with { Properties = $"<VersionPrefix>{version}</VersionPrefix>" };

    public PlantedPackage WithItem(string xml) => this with { Items = Items + xml };

    public PlantedPackage WithoutTrimming() => this with { AssemblyInfo = "" };

    public PlantedPackage WithChangelog(string? text) => this with { Changelog = text };

    public PlantedPackage WithReadme(string? text) => this with { Readme = text };

    public PlantedPackage In(string folder) => this with { Folder = folder };

    /// <summary>Compiles against another planted package and uses it, so that the reference is kept.</summary>
    public PlantedPackage Using(PlantedPackage other) =>
        (this with { References = [.. References, (other.Name, other.Compile())] }).With($"class Uses{References.Count} {{ {other.Name}.Marker? _marker; }}", $"Uses{References.Count}.cs");

    public Package Build()
    {
        var image = Compile();
        return new Package
        {
            Name = new PackageName(Name),
            Project = new ProjectFile(
                XDocument.Parse($"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{Properties}</PropertyGroup><ItemGroup>{Items}</ItemGroup></Project>"""),
                HouseReader.InheritedProps()),
            Sources = Sources,
            Readme = Readme,
            Changelog = Changelog,
            Assembly = new CompiledAssembly(image, () => Load(image), References.ToDictionary(reference => reference.Name, reference => reference.Image)),
        };
    }

    private byte[] Compile()
    {
        // The shared attribute and a marker type come along, so that every plant has something to reference and to mark.
        var texts = Sources.Append(new SourceFile("Assembly.cs", AssemblyInfo))
            .Append(new SourceFile("Marker.cs", $"namespace {Name}; public sealed class Marker;"))
            .Append(new SourceFile("HotPathAttribute.cs", File.ReadAllText(Path.Combine(HouseReader.Root, "src", "Shared", "HotPathAttribute.cs"))))
            .Append(new SourceFile("Usings.cs", """
                global using System;
                global using System.Collections.Generic;
                global using System.Threading;
                global using System.Threading.Tasks;
                """));
        var compilation = CSharpCompilation.Create(
            Name,
            texts.Select(source => CSharpSyntaxTree.ParseText(source.Text, path: source.Path)),
            Platform.Value.Concat(References.Select(reference => MetadataReference.CreateFromImage(reference.Image))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    private Assembly Load(byte[] image)
    {
        var context = new AssemblyLoadContext(Name, isCollectible: true);
        if (Folder is null)
            return context.LoadFromStream(new MemoryStream(image));
        var path = Path.Combine(Folder, Name + ".dll");
        File.WriteAllBytes(path, image);
        return context.LoadFromAssemblyPath(path);
    }
}

using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Packed;

namespace Platform.Architecture.Tests.Planting;

/// <summary>A package file made in memory. As it comes it is faultless; a test plants one fault.</summary>
internal sealed record PlantedNupkg(string Id)
{
    public string Version { get; init; } = "0.1.0-check.gabc";

    public string Licence { get; init; } = """<license type="expression">MIT</license>""";

    public string Repository { get; init; } = """<repository type="git" commit="0123abc" />""";

    public string Dependencies { get; init; } = "";

    public IReadOnlyList<string> Without { get; init; } = [];

    public IReadOnlyList<string> Strays { get; init; } = [];

    public bool Signed { get; init; } = true;

    public bool Deterministic { get; init; } = true;

    public bool Optimized { get; init; } = true;

    public bool HasSymbols { get; init; } = true;

    public bool SymbolsOfThisBuild { get; init; } = true;

    /// <summary>The map in the symbols from files to addresses.</summary>
    public string? SourceLink { get; init; } = """{"documents":{"/_/*":"https://code.example/0123abc/*"}}""";

    public string Readme { get; init; } = "See [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) and [below](#use).";

    public string PdbPath { get; init; } = "/_/artifacts/obj/Platform.Errors.pdb";

    public PackedPackage Build()
    {
        var (image, symbols) = Compile("class Error;");
        if (!SymbolsOfThisBuild)
            symbols = Compile("class Another;").Symbols;
        var files = new Dictionary<string, byte[]>
        {
            [$"{Id}.nuspec"] = System.Text.Encoding.UTF8.GetBytes(Nuspec()),
            ["README.md"] = System.Text.Encoding.UTF8.GetBytes(Readme),
            ["CHANGELOG.md"] = [],
            [$"lib/net10.0/{Id}.dll"] = image,
            [$"lib/net10.0/{Id}.xml"] = [],
        };
        foreach (var stray in Strays)
            files[stray] = image;
        foreach (var gone in Without)
            files.Remove(gone);
        return new PackedPackage(Zip(files), HasSymbols ? Zip(new Dictionary<string, byte[]> { [$"lib/net10.0/{Id}.pdb"] = symbols }) : null);
    }

    private string Nuspec() => $"""
        <package xmlns="http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd"><metadata>
          <id>{Id}</id><version>{Version}</version><authors>a</authors><description>d</description><tags>t</tags><readme>README.md</readme>
          {Licence}{Repository}<dependencies><group targetFramework="net10.0">{Dependencies}</group></dependencies>
        </metadata></package>
        """;

    private (byte[] Image, byte[] Symbols) Compile(string code)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: Deterministic,
            optimizationLevel: Optimized ? OptimizationLevel.Release : OptimizationLevel.Debug);
        if (Signed)
            options = options.WithStrongNameProvider(new DesktopStrongNameProvider()).WithCryptoKeyFile(Path.Combine(HouseReader.Root, "eng", "Platform.snk"));
        var compilation = CSharpCompilation.Create(Id, [CSharpSyntaxTree.ParseText(code, encoding: System.Text.Encoding.UTF8, path: "/_/Code.cs")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], options);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        using var map = SourceLink is null ? null : new MemoryStream(System.Text.Encoding.UTF8.GetBytes(SourceLink));
        var result = compilation.Emit(image, symbols, sourceLinkStream: map, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb, pdbFilePath: PdbPath));
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return (image.ToArray(), symbols.ToArray());
    }

    private static byte[] Zip(Dictionary<string, byte[]> files)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (path, content) in files)
            {
                using var entry = archive.CreateEntry(path).Open();
                entry.Write(content);
            }
        }
        return file.ToArray();
    }
}

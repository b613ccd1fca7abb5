using System.IO.Compression;
using System.Xml.Linq;

namespace Platform.Architecture.Tests.Packed;

/// <summary>A package file and its symbols, opened.</summary>
internal sealed class PackedPackage
{
    /// <summary>How the assembly of a translation ends; it lies in a folder of its language's tag.</summary>
    public const string SatelliteEnding = ".resources.dll";

    private readonly Dictionary<string, byte[]> _symbols;

    public PackedPackage(byte[] package, byte[]? symbols)
    {
        Files = Unzip(package);
        _symbols = symbols is null ? [] : Unzip(symbols);
        HasSymbols = symbols is not null;
        var nuspec = Files.Single(file => file.Key.EndsWith(".nuspec", StringComparison.Ordinal)).Value;
        Metadata = XDocument.Load(new MemoryStream(nuspec)).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public XElement Metadata { get; }

    public bool HasSymbols { get; }

    /// <summary>Everything in the package by its path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public string Id => Text("id");

    public string Version => Text("version");

    public byte[]? Symbols(string path) => _symbols.GetValueOrDefault(path);

    /// <summary>The text of a metadata element; empty when there is none.</summary>
    public string Text(string element) => Element(element)?.Value.Trim() ?? "";

    public XElement? Element(string name) => Metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    /// <summary>What the package asks of its user, as "id version".</summary>
    public IEnumerable<string> Dependencies => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
        .Select(dependency => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}");

    public IEnumerable<string> FrameworkReferences => Metadata.Descendants().Where(element => element.Name.LocalName == "frameworkReference")
        .Select(reference => reference.Attribute("name")!.Value);

    public static PackedPackage Open(string path)
    {
        var symbols = Path.ChangeExtension(path, ".snupkg");
        return new PackedPackage(File.ReadAllBytes(path), File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
    }

    private static Dictionary<string, byte[]> Unzip(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return archive.Entries.Where(entry => entry.Name.Length > 0).ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}

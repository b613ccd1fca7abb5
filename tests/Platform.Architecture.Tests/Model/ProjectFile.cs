using System.Xml.Linq;

namespace Platform.Architecture.Tests.Model;

/// <summary>An item of a project file: <c>&lt;PackageReference Include="…" PrivateAssets="all" /&gt;</c>.</summary>
internal sealed record ProjectItem(string Include, IReadOnlyDictionary<string, string> Metadata)
{
    public bool Says(string metadata, string value) =>
        Metadata.TryGetValue(metadata, out var said) && said.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// A project as it is written. Conditions are not evaluated: what a project may do under some condition is judged as if it did
/// it. A property that the project does not set comes from the shared props files, nearest first.
/// </summary>
internal sealed class ProjectFile(XDocument document, IReadOnlyList<XDocument> inherited)
{
    public string Sdk => document.Root?.Attribute("Sdk")?.Value ?? "";

    public string? Property(string name) => new[] { document }.Concat(inherited)
        .Select(file => file.Root?.Elements().Where(group => group.Name.LocalName == "PropertyGroup").Elements()
            .LastOrDefault(property => property.Name.LocalName == name)?.Value.Trim())
        .FirstOrDefault(value => value is not null);

    public bool IsTrue(string property) => string.Equals(Property(property), "true", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<ProjectItem> Items(string kind) => document.Descendants()
        .Where(item => item.Name.LocalName == kind && item.Parent?.Name.LocalName == "ItemGroup" && item.Attribute("Include") is not null)
        .SelectMany(item => item.Attribute("Include")!.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(include => new ProjectItem(include.Replace('\\', '/'), MetadataOf(item))));

    /// <summary>The names of the projects that this one references.</summary>
    public IEnumerable<ProjectItem> ProjectReferences => Items("ProjectReference")
        .Select(item => item with { Include = Path.GetFileNameWithoutExtension(item.Include) });

    private static Dictionary<string, string> MetadataOf(XElement item)
    {
        var metadata = item.Attributes().ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var element in item.Elements())
            metadata[element.Name.LocalName] = element.Value.Trim();
        return metadata;
    }
}

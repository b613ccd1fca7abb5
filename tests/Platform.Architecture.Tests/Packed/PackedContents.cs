using System.Text;
using System.Text.RegularExpressions;
using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.Packed;

/// <summary>
/// What a package promises on the outside: the dependencies that its project declares and no others, at exactly the declared
/// floors; its papers; and nothing in it that does not belong to its user.
/// </summary>
internal static partial class PackedContents
{
    private const string Framework = "net10.0";

    public static IEnumerable<Violation> Check(PackedPackage packed, Package package, IReadOnlyDictionary<string, string> centralVersions) =>
        CheckVersion(packed, package).Concat(CheckPapers(packed))
            .Concat(package.Name.IsTool ? CheckTool(packed, package) : package.Name.IsTemplates ? CheckTemplates(packed) : CheckDependencies(packed, package, centralVersions).Concat(CheckFiles(packed, package)))
            .Select(what => new Violation(packed.Id, what));

    /// <summary>A tool brings everything along, and asks for nothing.</summary>
    private static IEnumerable<string> CheckTool(PackedPackage packed, Package package)
    {
        var home = $"tools/{Framework}/any/";
        var own = package.Project.ProjectReferences.Select(item => item.Include).Append(packed.Id);
        foreach (var missing in own.Select(name => $"{home}{name}.dll").Concat(["README.md", "CHANGELOG.md", $"{home}DotnetToolSettings.xml"]).Where(path => !packed.Files.ContainsKey(path)))
            yield return $"has no {missing}.";
        foreach (var dependency in packed.Dependencies)
            yield return $"asks for {dependency}, and a tool brings everything along.";
        foreach (var stray in packed.Files.Keys.Where(path => IsCode(path) && !path.StartsWith(home, StringComparison.Ordinal)))
            yield return $"carries {stray}, which is not its own.";
        foreach (Match link in RelativeLinks(packed))
            yield return $"has a README with the link {link.Value}, which leads nowhere outside of the repository.";
    }

    /// <summary>Templates are text, and ask for nothing; what is made of them asks for itself.</summary>
    private static IEnumerable<string> CheckTemplates(PackedPackage packed)
    {
        foreach (var missing in new[] { "README.md", "CHANGELOG.md" }.Where(path => !packed.Files.ContainsKey(path)))
            yield return $"has no {missing}.";
        if (!packed.Files.Keys.Any(static path => path.StartsWith("content/", StringComparison.Ordinal) && path.EndsWith("/.template.config/template.json", StringComparison.Ordinal)))
            yield return "has no template: content/…/.template.config/template.json.";
        foreach (var dependency in packed.Dependencies)
            yield return $"asks for {dependency}, and templates ask for nothing.";
        foreach (var stray in packed.Files.Keys.Where(IsCode))
            yield return $"carries {stray}, and templates are text.";
        foreach (Match link in RelativeLinks(packed))
            yield return $"has a README with the link {link.Value}, which leads nowhere outside of the repository.";
    }

    private static MatchCollection RelativeLinks(PackedPackage packed) =>
        RelativeLink().Matches(packed.Files.TryGetValue("README.md", out var readme) ? Encoding.UTF8.GetString(readme) : "");

    /// <summary>What the project asks for, as "id version". References to our own packages take the version they are packed under.</summary>
    public static IEnumerable<string> DependenciesOf(Package package, string packedVersion, IReadOnlyDictionary<string, string> centralVersions)
    {
        var suffix = packedVersion.Contains('-', StringComparison.Ordinal) ? packedVersion[packedVersion.IndexOf('-', StringComparison.Ordinal)..] : "";
        var packages = package.Project.Items("PackageReference").Where(IsForUsers)
            .Select(item => $"{item.Include} {item.Metadata.GetValueOrDefault("VersionOverride") ?? centralVersions.GetValueOrDefault(item.Include, "(no central version)")}");
        var projects = package.Project.ProjectReferences.Where(item => IsForUsers(item) && !item.Says("ReferenceOutputAssembly", "false"))
            .Select(item => $"{item.Include} {OwnVersion(item.Include)}{suffix}");
        return packages.Concat(projects);

        string OwnVersion(string name) => HouseReader.ReadProject(Path.Combine(HouseReader.Root, "src", name, name + ".csproj")).Property("VersionPrefix") ?? "(no version)";
    }

    private static bool IsForUsers(ProjectItem item) => !item.Says("PrivateAssets", "all") && !item.Says("OutputItemType", "Analyzer");

    private static IEnumerable<string> CheckVersion(PackedPackage packed, Package package)
    {
        var version = VersionsAgree.VersionOf(package);
        if (packed.Version != version && !packed.Version.StartsWith(version + "-", StringComparison.Ordinal))
            yield return $"is packed as {packed.Version}, and its project is at {version}.";
    }

    private static IEnumerable<string> CheckDependencies(PackedPackage packed, Package package, IReadOnlyDictionary<string, string> centralVersions)
    {
        var expected = DependenciesOf(package, packed.Version, centralVersions).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var missing in expected.Except(packed.Dependencies, StringComparer.OrdinalIgnoreCase))
            yield return $"does not ask for {missing}, which its project does.";
        foreach (var extra in packed.Dependencies.Except(expected, StringComparer.OrdinalIgnoreCase))
            yield return $"asks for {extra}, which its project does not.";

        var frameworks = package.Project.Items("FrameworkReference").Select(item => item.Include).ToList();
        if (!frameworks.Order(StringComparer.Ordinal).SequenceEqual(packed.FrameworkReferences.Order(StringComparer.Ordinal)))
            yield return $"asks for the frameworks [{string.Join(", ", packed.FrameworkReferences)}], its project for [{string.Join(", ", frameworks)}].";
    }

    private static IEnumerable<string> CheckPapers(PackedPackage packed)
    {
        if (packed.Element("license") is not { Value: "MIT" } license || license.Attribute("type")?.Value != "expression")
            yield return "does not say that it is under the MIT licence.";
        if (packed.Text("readme") != "README.md")
            yield return "does not name README.md as its readme.";
        foreach (var element in new[] { "description", "authors", "tags" }.Where(element => packed.Text(element).Length == 0))
            yield return $"has no {element}.";
        if (packed.Element("repository")?.Attribute("commit") is null)
            yield return "does not say which commit it was made from.";
    }

    private static IEnumerable<string> CheckFiles(PackedPackage packed, Package package)
    {
        var generators = package.Project.ProjectReferences.Select(item => item.Include)
            .Where(name => name.StartsWith($"{packed.Id}.SourceGeneration", StringComparison.Ordinal)).Select(name => $"analyzers/dotnet/cs/{name}.dll").ToList();
        var translations = package.Translations.Select(tag => $"lib/{Framework}/{tag}/{packed.Id}{PackedPackage.SatelliteEnding}");
        string[] needed = ["README.md", "CHANGELOG.md", $"lib/{Framework}/{packed.Id}.dll", $"lib/{Framework}/{packed.Id}.xml", .. generators, .. translations];
        foreach (var missing in needed.Where(path => !packed.Files.ContainsKey(path)))
            yield return $"has no {missing}.";
        foreach (Match link in RelativeLinks(packed))
            yield return $"has a README with the link {link.Value}, which leads nowhere outside of the repository.";
        foreach (var stray in packed.Files.Keys.Where(IsCode).Except(needed))
            yield return $"carries {stray}, which is not its own.";
    }

    [GeneratedRegex(@"\[[^\[\]]+\]\((?!https?:|mailto:|#)[^()\s]+\)")]
    private static partial Regex RelativeLink();

    private static bool IsCode(string path) =>
        path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase);
}

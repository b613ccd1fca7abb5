using System.Reflection;
using System.Xml.Linq;

namespace Platform.Architecture.Tests.Model;

/// <summary>Reads the house from the working tree and from the assemblies that this project was built against.</summary>
internal static class HouseReader
{
    /// <summary>What the pages of the documentation show.</summary>
    private const string Snippets = "docs/snippets";

    private static readonly string[] Roots = ["src", "tests", "benchmarks", "samples"];

    private static readonly string[] NotSource = ["bin", "obj", "artifacts", "node_modules", "wwwroot", "TestResults"];

    /// <summary>The repository's root: the nearest folder above the test program that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string ApprovedFolder => Path.Combine(Root, "tests", "Platform.Architecture.Tests", "Approved");

    public static House Read() => new()
    {
        Packages = [.. FilesUnder("src", "*.csproj").Select(ReadPackage)],
        Projects = [.. Roots.Append(Snippets).SelectMany(root => FilesUnder(root, "*.csproj")).Select(Relative)],
        Folders = [.. Roots.SelectMany(FoldersUnder).Select(Relative)],
        TestSources = [.. FilesUnder("tests", "*.cs").Select(path => new SourceFile(Relative(path), File.ReadAllText(path)))],
        Approved = Directory.EnumerateFiles(ApprovedFolder, "*.txt").Where(path => !path.EndsWith(".received.txt", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal),
        Solution = ReadIfThere(Path.Combine(Root, "Platform.Libraries.sln")) ?? "",
        Readme = ReadIfThere(Path.Combine(Root, "README.md")) ?? "",
        Changelog = ReadIfThere(Path.Combine(Root, "CHANGELOG.md")) ?? "",
        ReleaseTag = Environment.GetEnvironmentVariable("RELEASE_TAG") is { Length: > 0 } tag ? tag : null,
    };

    /// <summary>The projects under <c>src/</c>, found by nothing but their file extension.</summary>
    public static IEnumerable<string> ProjectFiles() => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static Package ReadPackage(string projectPath)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var name = new PackageName(Path.GetFileNameWithoutExtension(projectPath));
        return new Package
        {
            Name = name,
            Project = ReadProject(projectPath),
            Sources = [.. FilesUnder(Relative(folder), "*.cs")
                .Select(path => new SourceFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path)))],
            Readme = ReadIfThere(Path.Combine(folder, "README.md")),
            Changelog = ReadIfThere(Path.Combine(folder, "CHANGELOG.md")),
            Assembly = new CompiledAssembly(File.ReadAllBytes(AssemblyPath(name)), () => Assembly.Load(name.Value)),
            Translations = [.. FilesUnder(Relative(folder), "*.*.resx")
                .Select(path => Path.GetExtension(Path.GetFileNameWithoutExtension(path)).TrimStart('.')).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>The generators are not referenced, so they lie in their own output folder, beside this program's.</summary>
    private static string AssemblyPath(PackageName name)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var folder = name.IsSourceGeneration ? Path.Combine(own.Parent!.Parent!.FullName, name.Value, own.Name) : own.FullName;
        return Path.Combine(folder, name.Value + ".dll");
    }

    public static ProjectFile ReadProject(string projectPath) => new(XDocument.Load(projectPath), InheritedProps());

    /// <summary>What every project under <c>src/</c> inherits, nearest first.</summary>
    public static IReadOnlyList<XDocument> InheritedProps() =>
        [XDocument.Load(Path.Combine(Root, "src", "Directory.Build.props")), XDocument.Load(Path.Combine(Root, "Directory.Build.props"))];

    /// <summary>The versions of other people's packages, by id.</summary>
    public static IReadOnlyDictionary<string, string> CentralVersions() => XDocument.Load(Path.Combine(Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Version")!.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The public half of the key that names our assemblies, in hexadecimal.</summary>
    public static string PublicKey() => XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("PlatformPublicKey").Single().Value;

    private static IEnumerable<string> FilesUnder(string root, string pattern) => FoldersUnder(root)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> FoldersUnder(string root)
    {
        var waiting = new Stack<string>([Path.Combine(Root, root)]);
        while (waiting.TryPop(out var folder))
        {
            if (!Directory.Exists(folder))
                continue;
            yield return folder;
            foreach (var child in Directory.EnumerateDirectories(folder))
            {
                var name = Path.GetFileName(child);
                if (!NotSource.Contains(name) && !name.StartsWith('.'))
                    waiting.Push(child);
            }
        }
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.Libraries.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No Platform.Libraries.sln above {AppContext.BaseDirectory}: these tests read the working tree they were built from.");
    }
}

using System.Text.Json;

namespace Platform.Plugins.Verification;

/// <summary>Tells the framework's assemblies from the host's own, by what the runtime was told to load and by nothing that is guessed.</summary>
internal static class RuntimeFrameworks
{
    private const string Core = "System.Private.CoreLib";

    /// <summary>Where an installation of .NET has its frameworks: <c>shared/Microsoft.NETCore.App/10.0.0</c>.</summary>
    private const string FrameworksFolder = "shared";
    private const string CoreFramework = "Microsoft.NETCore.App";

    /// <param name="trusted">The paths of all assemblies that the runtime may load, as it was started with them.</param>
    /// <param name="dependencies">The paths of the files that say which package each is of.</param>
    public static HostAssemblies Find(string? trusted, string? dependencies)
    {
        var paths = Split(trusted);
        if (paths.FirstOrDefault(static path => Path.GetFileNameWithoutExtension(path) == Core && Path.IsPathRooted(path)) is not { } core)
        {
            throw Unknown("was published as a single file, or in another way that leaves no assemblies of the framework beside it: "
                + "publish it without PublishSingleFile");
        }
        if (Directory.GetParent(core)?.Parent is { Name: CoreFramework, Parent: { Name: FrameworksFolder } installation })
        {
            var folder = installation.FullName + Path.DirectorySeparatorChar;
            return HostAssemblies.OfFiles(paths.Where(path => path.StartsWith(folder, StringComparison.Ordinal)));
        }
        var named = Split(dependencies).Where(File.Exists).SelectMany(NamesInRuntimePacks).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return named.Contains(Core + ".dll") ? HostAssemblies.OfFiles(paths.Where(path => named.Contains(Path.GetFileName(path))))
            : throw Unknown("brings its framework along, and no .deps.json beside it says which assemblies are of that: "
                + "publish it with GenerateDependencyFile");
    }

    private static InvalidOperationException Unknown(string why) =>
        new($"Which assemblies are of the framework, and which of the host, cannot be told, and plugins see only the first: the host {why}.");

    private static string[] Split(string? paths) => (paths ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The files of all libraries of the type <c>runtimepack</c>, over all targets.</summary>
    private static List<string> NamesInRuntimePacks(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var packs = document.RootElement.TryGetProperty("libraries", out var libraries)
            ? libraries.EnumerateObject().Where(static library => library.Value.TryGetProperty("type", out var type) && type.ValueEquals("runtimepack"u8))
                .Select(static library => library.Name).ToHashSet(StringComparer.Ordinal) : [];
        var names = new List<string>();
        if (!document.RootElement.TryGetProperty("targets", out var targets))
            return names;
        foreach (var library in targets.EnumerateObject().SelectMany(static target => target.Value.EnumerateObject()))
        {
            if (packs.Contains(library.Name) && library.Value.TryGetProperty("runtime", out var files))
                names.AddRange(files.EnumerateObject().Select(static each => Path.GetFileName(each.Name)));
        }
        return names;
    }
}

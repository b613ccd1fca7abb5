using System.Collections.Immutable;

namespace Platform.Plugins.Verification;

/// <summary>
/// The assemblies that a host offers to plugins: those of the framework, and those that it shares. Immutable, and safe for use by several threads.
/// </summary>
public sealed class HostAssemblies
{
    private readonly ImmutableDictionary<string, string> _paths;

    private HostAssemblies(ImmutableDictionary<string, string> paths, ImmutableHashSet<string> shared) => (_paths, Shared) = (paths, shared);

    /// <summary>The names of what is shared beside the framework.</summary>
    public IReadOnlySet<string> Shared { get; }

    /// <summary>
    /// The frameworks that are running, that of ASP.NET Core among them where the host uses it. Of a host that brings its framework along (self-contained),
    /// those of its assemblies that its <c>.deps.json</c> says are of a runtime pack, and no others.
    /// </summary>
    /// <returns>Their assemblies, and none of the host's own.</returns>
    /// <exception cref="InvalidOperationException">It cannot be told which assemblies are of the framework: the host was published as a single file, or
    /// brings its framework along and does not say what is of it.</exception>
    public static HostAssemblies OfRuntime() => RuntimeFrameworks.Find(
        AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string, AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string);

    /// <summary>A framework, by the folder that holds its assemblies: also another than the one that is running.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Its assemblies.</returns>
    /// <exception cref="DirectoryNotFoundException">It is not there.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is <see langword="null"/>.</exception>
    public static HostAssemblies OfFramework(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return OfFiles(Directory.EnumerateFiles(folder, "*.dll"));
    }

    internal static HostAssemblies OfFiles(IEnumerable<string> paths) => new(
        paths.DistinctBy(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToImmutableDictionary(static path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase),
        ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase));

    /// <summary>Shares an assembly with plugins: one with contracts, or with types that contracts speak of.</summary>
    /// <param name="path">The file, which is named as the assembly.</param>
    /// <returns>These assemblies and that one.</returns>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is <see langword="null"/>.</exception>
    public HostAssemblies Share(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is to be shared with plugins, and is not there.", path);
        var name = Path.GetFileNameWithoutExtension(path);
        return new HostAssemblies(_paths.SetItem(name, path), ((ImmutableHashSet<string>)Shared).Add(name));
    }

    /// <summary>Whether the framework brings an assembly.</summary>
    internal bool IsOfFramework(string name) => _paths.ContainsKey(name) && !Shared.Contains(name);

    internal byte[]? Read(string name) => _paths.TryGetValue(name, out var path) ? File.ReadAllBytes(path) : null;
}

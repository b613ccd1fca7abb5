using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Platform.Plugins.Storage;
using Platform.Plugins.Verification;

namespace Platform.Plugins.InProcess.Loading;

/// <summary>
/// What one release of a plugin sees: the host's assemblies that are shared, its own, and the framework. Nothing else of the host's, also not where it would
/// help: a private copy, or a library that the host happens to have, is the beginning of two types of one name.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly PluginRelease _release;
    private readonly SharedAssemblies _shared;
    private readonly PluginResolution _resolution;
    private readonly Lock _lock = new();
    private NativeLibraries? _native;

    /// <exception cref="Packages.PluginPackageException">Two assemblies of the package have one name.</exception>
    /// <exception cref="FileLoadException">The package brings its own copy of what is shared.</exception>
    public PluginLoadContext(PluginRelease release, SharedAssemblies shared, PluginLoadMode mode)
        : base($"{release.Manifest.Id} {release.Manifest.Version}", mode == PluginLoadMode.Collectible)
    {
        (_release, _shared, _resolution) = (release, shared, PluginResolution.Of(release.Verified.Package));
        if (_resolution.Assemblies.Keys.FirstOrDefault(name => shared.TryFind(name, out _)) is { } copy)
            throw new FileLoadException($"{Name} brings its own {copy}, which the host shares: leave it out of the package.");
        if (_resolution.Assemblies.Keys.FirstOrDefault(shared.IsOfFramework) is { } part)
            throw new FileLoadException($"{Name} brings its own {part}, which the framework of the host brings: leave it out of the package.");
    }

    public Assembly LoadMain()
    {
        var path = _release.Manifest.Assembly;
        return _resolution.Assemblies.FirstOrDefault(each => each.Value == path).Key is { } name ? LoadOwn(path, name, culture: "")
            : throw new FileLoadException($"{path} of {Name} is no assembly of .NET.");
    }

    /// <summary>Gives back what no load context gives back by itself.</summary>
    public void Clear() => _native?.Dispose();

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (assemblyName.CultureName is { Length: > 0 } culture)
            return _resolution.FindSatellite(name, culture) is { } texts ? LoadOwn(texts, name, culture) : null;
        if (_shared.TryFind(name, out var shared))
        {
            // The host may be newer than what the plugin was built against, and not older.
            return assemblyName.Version is null || assemblyName.Version <= shared!.GetName().Version ? shared
                : throw new FileLoadException($"{Name} was built against {name} {assemblyName.Version}, and the host shares {shared.GetName().Version}: install a version that was built for this host.");
        }
        if (_resolution.Assemblies.TryGetValue(name, out var path))
            return LoadOwn(path, name, culture: "");
        return _shared.IsOfFramework(name) ? Default.LoadFromAssemblyName(assemblyName)
            : throw new FileNotFoundException($"{Name} needs the assembly {name}, which is neither in its package nor shared by the host: put it into the package.", name);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (NativeLibraries.Find(_release.Files, unmanagedDllName) is not { } path)
            return 0; // of the system, if it has it
        if (IsCollectible)
            throw new DllNotFoundException($"{Name} brings the native library {path}, which is never unloaded: load its plugins for good (PluginLoadMode.Pinned), or in a process of their own.");
        string unpacked;
        lock (_lock)
        {
            _native ??= new NativeLibraries();
            unpacked = _native.Unpack(_release, path);
        }
        // A library runs code of its own when it is loaded: not under the lock.
        return NativeLibrary.Load(unpacked);
    }

    /// <summary>The bytes that were verified are those that run: nothing is loaded by its path.</summary>
    /// <remarks>
    /// What is loaded is asked of the runtime and not kept in a field: the runtime holds this object until nothing of its assemblies is left, so a field
    /// that holds one of them would keep both for ever.
    /// </remarks>
    private Assembly LoadOwn(string path, string name, string culture)
    {
        lock (_lock)
        {
            foreach (var loaded in Assemblies)
            {
                if (loaded.GetName() is var own && name.Equals(own.Name, StringComparison.OrdinalIgnoreCase)
                    && culture.Equals(own.CultureName ?? "", StringComparison.OrdinalIgnoreCase))
                    return loaded;
            }
            using var bytes = new MemoryStream(_release.ReadFile(path), writable: false);
            var symbols = Path.ChangeExtension(path, ".pdb");
            using var pdb = _release.Files.Contains(symbols) ? new MemoryStream(_release.ReadFile(symbols), writable: false) : null;
            return LoadFromStream(bytes, pdb);
        }
    }
}

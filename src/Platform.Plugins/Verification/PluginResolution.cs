using System.Collections.Frozen;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Verification;

/// <summary>
/// Which file of a package answers to which name, decided once by the names inside of the files, for whoever looks into them and for whoever loads them.
/// Immutable, and safe for use by several threads.
/// </summary>
public sealed class PluginResolution
{
    private const string AssemblyExtension = ".dll";
    private const string ResourcesExtension = ".resources.dll";

    private readonly FrozenDictionary<string, string> _satellites;

    private PluginResolution(Dictionary<string, string> assemblies, IEnumerable<string> satellites)
    {
        Assemblies = assemblies.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _satellites = satellites.GroupBy(KeyOf, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The files of assemblies by the names of these, whatever their case.</summary>
    public IReadOnlyDictionary<string, string> Assemblies { get; }

    /// <summary>Reads the names of the assemblies of a package.</summary>
    /// <param name="package">The package.</param>
    /// <returns>What answers to which name.</returns>
    /// <exception cref="PluginPackageException">Two assemblies have one name.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="package"/> is <see langword="null"/>.</exception>
    public static PluginResolution Of(PluginPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var assemblies = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in AssembliesOf(package))
        {
            if (NameOf(package, file) is { } name && !assemblies.TryAdd(name, file))
                throw new PluginPackageException(PackageFault.Incompatible, package.Name, $"has two assemblies that are named {name}: {assemblies[name]} and {file}.");
        }
        return new PluginResolution(assemblies, package.Files.Where(file => file.EndsWith(ResourcesExtension, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));
    }

    /// <summary>Finds the texts of an assembly in a language.</summary>
    /// <param name="assembly">The name, as <c>Acme.Tax.resources</c>.</param>
    /// <param name="culture">The language, as <c>de</c>.</param>
    /// <returns>The file; nothing where there is none.</returns>
    public string? FindSatellite(string assembly, string culture) => _satellites.GetValueOrDefault($"{culture}/{assembly}{AssemblyExtension}");

    /// <summary>The files in which assemblies are looked for. What the manifest names comes first: no other file takes its name.</summary>
    internal static IEnumerable<string> AssembliesOf(PluginPackage package) => package.Files.Where(IsAssembly)
        .OrderByDescending(file => file == package.Manifest.Assembly).ThenBy(file => file, StringComparer.Ordinal);

    internal static bool IsAssembly(string file) =>
        file.EndsWith(AssemblyExtension, StringComparison.OrdinalIgnoreCase) && !file.EndsWith(ResourcesExtension, StringComparison.OrdinalIgnoreCase);

    private static string? NameOf(PluginPackage package, string file)
    {
        try
        {
            using var assembly = new AssemblyMetadata(file, package.ReadFile(file));
            return assembly.Name;
        }
        catch (Exception fault) when (AssemblyMetadata.IsFault(fault))
        {
            return null; // native code
        }
    }

    /// <summary>The last folder and the file: <c>de/Acme.Tax.resources.dll</c>, wherever that lies.</summary>
    private static string KeyOf(string file)
    {
        var slash = file.LastIndexOf('/');
        return slash < 0 ? file : file[(file.LastIndexOf('/', slash - 1) + 1)..];
    }
}

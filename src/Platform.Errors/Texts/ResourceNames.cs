using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Runtime.CompilerServices;

namespace Platform.Errors;

/// <summary>What a <see cref="ResourceManager"/> looks for, and what is there instead.</summary>
internal static class ResourceNames
{
    private const string Ending = ".resources";

    /// <summary>
    /// Whether there is anything under its name for a culture or one above it. Neutral resources are not asked for: what is neutral stands in the catalogue.
    /// </summary>
    public static bool AreThere(ResourceManager resources, CultureInfo culture)
    {
        for (; culture.Name.Length > 0; culture = culture.Parent)
        {
            try
            {
                if (resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false) is not null)
                    return true;
            }
            catch (Exception exception) when (exception
                is MissingManifestResourceException or MissingSatelliteAssemblyException or IOException or BadImageFormatException)
            {
                // Not for this culture; perhaps for one above it.
            }
        }
        return false;
    }

    /// <summary>The names that are in the assembly, and in its translations into a culture or one above it.</summary>
    public static string In(Assembly? assembly, CultureInfo culture)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (assembly is not null)
            names.UnionWith(Of(assembly, ending: Ending));
        for (; assembly is not null && culture.Name.Length > 0; culture = culture.Parent)
        {
            try
            {
                names.UnionWith(Of(assembly.GetSatelliteAssembly(culture), ending: $".{culture.Name}{Ending}"));
            }
            catch (Exception exception) when (exception is IOException or BadImageFormatException)
            {
                // There is none.
            }
        }
        return names.Count == 0 ? "none" : string.Join(", ", names);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "MainAssembly")]
    public static extern ref Assembly? AssemblyOf(ResourceManager resources);

    private static IEnumerable<string> Of(Assembly assembly, string ending) =>
        assembly.GetManifestResourceNames().Where(name => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)).Select(name => name[..^ending.Length]);
}

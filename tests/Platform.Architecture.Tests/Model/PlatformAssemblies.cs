namespace Platform.Architecture.Tests.Model;

/// <summary>Where the assemblies lie that this test program itself runs on: the framework, the packages, and what they need.</summary>
internal static class PlatformAssemblies
{
    /// <summary>Paths by assembly name. The runtime lists its core library twice; the first is the one in use.</summary>
    public static IReadOnlyDictionary<string, string> Paths { get; } = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}

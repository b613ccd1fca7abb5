namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>Where a process of a plugin finds things.</summary>
internal static class RunnerFiles
{
    /// <summary>The socket on which the host waits for it, in the folder that the two have.</summary>
    public static string Socket(string folder) => Path.Combine(folder, "host");

    /// <summary>The package that it loads.</summary>
    public static string Package(string folder) => Path.Combine(folder, "package");

    /// <summary>Where it may write, if it brings native libraries: the system loads them from files alone.</summary>
    public static string Scratch(string folder) => Path.Combine(folder, "scratch");

    /// <summary>The files of a host that belong to its code: its assemblies, and what says where they are.</summary>
    public static IEnumerable<string> Of(string hostFolder)
    {
        var assemblies = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var deps = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
        return [.. assemblies, .. deps, .. Directory.EnumerateFiles(hostFolder, "*.runtimeconfig*.json")];
    }
}

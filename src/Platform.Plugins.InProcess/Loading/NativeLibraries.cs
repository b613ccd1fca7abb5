using System.Runtime.InteropServices;
using Platform.Plugins.Storage;

namespace Platform.Plugins.InProcess.Loading;

/// <summary>Native libraries of a package, which the system loads by their paths alone: unpacked where nobody else may write.</summary>
internal sealed class NativeLibraries : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-plugin-");

    /// <summary>The file that has a native library for this system; nothing where there is none.</summary>
    public static string? Find(IEnumerable<string> files, string name)
    {
        var (prefix, extension) = OperatingSystem.IsWindows() ? ("", ".dll") : OperatingSystem.IsMacOS() ? ("lib", ".dylib") : ("lib", ".so");
        string[] names = [name, name + extension, prefix + name + extension];
        var folders = new[] { $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/", $"runtimes/{Portable()}/native/", "" };
        var candidates = folders.SelectMany(folder => names.Select(each => folder + each)).ToList();
        return files.Where(candidates.Contains).OrderBy(candidates.IndexOf).FirstOrDefault();
    }

    public string Unpack(PluginRelease release, string file)
    {
        var path = Path.Combine(_folder.FullName, Path.GetFileName(file));
        if (!File.Exists(path))
            File.WriteAllBytes(path, release.ReadFile(file));
        return path;
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Windows keeps what is loaded; the system clears its folder of temporary files.
        }
    }

    private static string Portable()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}

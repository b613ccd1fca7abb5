using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Testing;

/// <summary>
/// The files of a plugin in a folder in which other files lie too, as those of a test project do: its assembly, and what that refers to.
/// </summary>
internal static class PluginFiles
{
    public static Dictionary<string, ReadOnlyMemory<byte>> Of(string assembly, SharedAssemblies shared)
    {
        if (!File.Exists(assembly))
            throw new FileNotFoundException($"{assembly}, the assembly of the plugin, is not there: build it first.", assembly);
        var folder = Path.GetDirectoryName(Path.GetFullPath(assembly))!;
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var waiting = new Queue<string>([Path.GetFileNameWithoutExtension(assembly)]);
        while (waiting.TryDequeue(out var name))
        {
            var file = Path.Combine(folder, $"{name}.dll");
            if (files.ContainsKey($"{name}.dll") || !File.Exists(file))
                continue;
            var bytes = File.ReadAllBytes(file);
            files[$"{name}.dll"] = bytes;
            AddIfThere(files, folder, $"{name}.pdb");
            foreach (var texts in Directory.EnumerateFiles(folder, $"{name}.resources.dll", SearchOption.AllDirectories))
                files[Path.GetRelativePath(folder, texts).Replace(Path.DirectorySeparatorChar, '/')] = File.ReadAllBytes(texts);
            foreach (var reference in ReferencesOf(bytes).Where(each => !shared.IsOfFramework(each) && !shared.TryFind(each, out _)))
                waiting.Enqueue(reference);
        }
        AddIfThere(files, folder, PluginManifest.FileName);
        return files;
    }

    private static void AddIfThere(Dictionary<string, ReadOnlyMemory<byte>> files, string folder, string name)
    {
        if (Path.Combine(folder, name) is var file && File.Exists(file))
            files[name] = File.ReadAllBytes(file);
    }

    private static List<string> ReferencesOf(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}

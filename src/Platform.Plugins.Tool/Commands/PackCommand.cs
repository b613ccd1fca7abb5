using System.CommandLine;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>pack</c>: a package of the files in a folder.</summary>
internal sealed class PackCommand(Option<bool> isJson, TextWriter output)
{
    private static readonly PackageLimits Limits = new();

    private readonly Argument<DirectoryInfo> _folder = new("FOLDER") { Description = "The files, with plugin.json at the root." };
    private readonly Option<FileInfo> _out = new("--out")
    {
        Description = "The package; ID-VERSION.plugin in this folder when left out.",
        HelpName = "FILE",
    };

    public Command Create()
    {
        var command = new Command("pack", "Makes a package, unsigned, of everything in a folder. The same files make the same bytes.")
        {
            _folder, _out,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = parsed.GetRequiredValue(_folder);
        if (!folder.Exists)
            throw new ToolException($"There is no folder {folder.FullName}.");
        var bytes = PluginPackage.Create(await ReadFilesAsync(folder, cancellationToken).ConfigureAwait(false));
        var package = PluginPackage.Read(bytes, folder.Name);
        var file = parsed.GetValue(_out)?.FullName
            ?? Path.GetFullPath($"{package.Manifest.Id}-{package.Manifest.Version}{PluginPackage.Extension}");
        // It would be in the package when the folder is packed again.
        if (file.StartsWith(Path.TrimEndingDirectorySeparator(folder.FullName) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ToolException($"{file} would lie in the folder that is packed: name another place with --out.", ExitCodes.Usage);
        ToolFile.Replace(file, bytes);
        var answer = new Answer(output, parsed.GetValue(isJson), "pack");
        answer.Add("id", "plugin", package.Manifest.Id);
        answer.Add("version", "version", package.Manifest.Version.ToString());
        answer.Add("digest", "digest", package.Digest);
        answer.Add("file", "file", file);
        return await answer.EndAsync("packed, not signed").ConfigureAwait(false);
    }

    private static async Task<Dictionary<string, ReadOnlyMemory<byte>>> ReadFilesAsync(
        DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var left = Limits.MaxUnpackedBytes;
        foreach (var file in FilesBelow(folder))
        {
            left -= file.Length;
            if (left < 0 || files.Count == Limits.MaxFiles)
            {
                throw new PluginPackageException(
                    PackageFault.TooLarge, folder.Name, $"has more than {Limits.MaxFiles} files or {Limits.MaxUnpackedBytes} bytes.");
            }
            var path = Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(path, await ToolFile.ReadAsync(file.FullName, Limits.MaxUnpackedBytes, cancellationToken).ConfigureAwait(false));
        }
        return files.ContainsKey(PluginManifest.FileName) ? files
            : throw new PluginPackageException(PackageFault.Manifest, folder.Name, $"has no {PluginManifest.FileName} at its root.");
    }

    /// <summary>A link is named and not followed: what it leads to is somebody else's, and nobody sees it in the folder.</summary>
    private static IEnumerable<FileInfo> FilesBelow(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            if (entry.LinkTarget is not null)
            {
                throw new PluginPackageException(
                    PackageFault.NotAFile, folder.Name, $"has a link, {entry.Name}: put the file itself there.");
            }
            if (entry is FileInfo file)
                yield return file;
            foreach (var below in entry is DirectoryInfo further ? FilesBelow(further) : [])
                yield return below;
        }
    }
}

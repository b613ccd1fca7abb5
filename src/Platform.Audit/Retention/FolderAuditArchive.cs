using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.Retention;

/// <summary>Keeps archives as files of a folder, best one that cannot be written to twice.</summary>
public sealed class FolderAuditArchive : IAuditArchive
{
    private readonly string _folder;

    /// <summary>Uses a folder, which is made where it is missing.</summary>
    /// <param name="folder">The folder, on another disk than the store if there is one.</param>
    public FolderAuditArchive(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The disk refuses.</exception>
    public async ValueTask<bool> WriteAsync(string name, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        var path = PathOf(name);
        Directory.CreateDirectory(_folder);
        if (File.Exists(path))
        {
            // Whoever has given it this name may have died before the name was on the disk.
            DurableFolder.Synchronise(_folder);
            return false;
        }
        bool isWritten;
        var unfinished = $"{path}.{Guid.NewGuid():n}.writing";
        try
        {
            var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });
            await using (file.ConfigureAwait(false))
            {
                await write(file, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            isWritten = TryMove(unfinished, path);
            if (!isWritten)
                File.Delete(unfinished);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        DurableFolder.Synchronise(_folder);
        return isWritten;
    }

    /// <summary>Another process may have been faster.</summary>
    private static bool TryMove(string unfinished, string path)
    {
        try
        {
            File.Move(unfinished, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The disk refuses.</exception>
    public ValueTask<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return new(File.Exists(path) ? new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous }) : null);
    }

    /// <summary>Finds the partitions of a log that are in the folder, by the names of the files.</summary>
    /// <param name="origin">The origin of the log.</param>
    /// <returns>The partitions, in the order of their records.</returns>
    public IReadOnlyList<AuditPartition> FindPartitions(string origin) => Directory.Exists(_folder)
        ? [.. Directory.EnumerateFiles(_folder).Select(path => ArchiveFile.TryParseName(Path.GetFileName(path), origin, out var partition) ? partition : default).Where(static each => each.End > 0).OrderBy(static each => each.First)]
        : [];

    private string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] == '.' || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-'))
            throw new ArgumentException("The name of an archive has letters, digits, dots and dashes.", nameof(name));
        return Path.Combine(_folder, name);
    }
}

using Platform.Shared;

namespace Platform.Plugins.Storage;

/// <summary>A store in a folder of the file system.</summary>
internal sealed class DiskFiles : IStoreFiles
{
    public const string LockFile = "store.lock";

    private readonly string _root;

    public DiskFiles(string root)
    {
        _root = Path.GetFullPath(root);
        Directory.CreateDirectory(_root);
    }

    public byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(At(path));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(At(path), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    public void CreateFolder(string path) => Directory.CreateDirectory(At(path));

    public void Move(string from, string to)
    {
        if (Directory.Exists(At(from)))
            Directory.Move(At(from), At(to));
        else
            File.Move(At(from), At(to), overwrite: true);
    }

    public void Delete(string path)
    {
        if (Directory.Exists(At(path)))
            Directory.Delete(At(path), recursive: true);
        else if (File.Exists(At(path)))
            File.Delete(At(path));
    }

    public IReadOnlyList<string> List(string folder) =>
        Directory.Exists(At(folder))
            ? [.. Directory.EnumerateFileSystemEntries(At(folder)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)]
            : [];

    public void Synchronise(string folder) => DurableFolder.Synchronise(At(folder));

    public IDisposable? TryLock()
    {
        try
        {
            return new FileStream(At(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string At(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));
}

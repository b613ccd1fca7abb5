using System.Runtime.InteropServices;

namespace Platform.Plugins.Storage;

/// <summary>A store in a folder of the file system.</summary>
internal sealed partial class DiskFiles : IStoreFiles
{
    private const string LockFile = "store.lock";

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

    /// <summary>A new name is an entry of the folder, and waits for the disk as any other change does. Windows writes it with the file.</summary>
    public void Synchronise(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(At(folder), flags: 0);
        if (descriptor < 0)
            throw new IOException($"The folder {At(folder)} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Flush(descriptor) != 0)
                throw new IOException($"The folder {At(folder)} cannot be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

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

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

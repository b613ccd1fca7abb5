namespace CityDesk.Data;

/// <summary>
/// Folders and files that hold residents' data. What is made here nobody but the desk's own account can read, whatever the umask;
/// on Windows a file has the rights of its folder, and a folder those of the profile it lies in.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersAtAll = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder where it is missing. One that is there keeps the rights that somebody gave it.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file to be written anew.</summary>
    public static FileStream Create(string path) => Open(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>Makes a file that is not there: whole or not at all, because the process may end at any moment, and another desk may make the same file at the same time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Makes it, under the name that it is given.</param>
    public static void CreateWhole(string path, Action<string> create)
    {
        if (File.Exists(path))
            return;
        var made = $"{path}.{Guid.NewGuid():N}";
        try
        {
            create(made);
            File.Move(made, path);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
        finally
        {
            File.Delete(made);
        }
    }

    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 4096 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Takes from a file what strangers may do with it. A group that was let in on purpose stays.</summary>
    public static void CloseToOthers(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & OthersAtAll) != 0)
            File.SetUnixFileMode(path, mode & ~OthersAtAll);
    }
}

namespace Platform.Validation.DataSets.Checkpoints;

/// <summary>Files that hold what is in the data are made for the user of the process alone; the usual mask would let everybody on the machine read them.</summary>
internal static class PrivateFile
{
    public static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}

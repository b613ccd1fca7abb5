namespace Platform.Audit.Notes;

/// <summary>A file with a secret, which its owner alone can read.</summary>
internal static class SecretFile
{
    /// <summary>Makes it, unless it is there. Two that start at once: one makes it, and the other reads what that one made.</summary>
    public static void Make(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{path}.{Guid.NewGuid():n}.writing";
        using (var file = new StreamWriter(unfinished, options))
            file.WriteLine(text);
        try
        {
            File.Move(unfinished, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(unfinished);
        }
    }
}

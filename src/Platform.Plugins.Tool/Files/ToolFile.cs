using Platform.Shared;

namespace Platform.Plugins.Tool.Files;

/// <summary>Files that somebody hands in or gets.</summary>
internal static class ToolFile
{
    /// <summary>Reads a file, of which no more is taken into memory than such a file may have.</summary>
    /// <exception cref="ToolException">It is not there, or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, long mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            await using var closing = stream.ConfigureAwait(false);
            if (stream.Length > mostBytes)
                throw new ToolException($"{path} has {stream.Length} bytes; at most {mostBytes} are read.");
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException($"There is no file {path}.");
        }
    }

    /// <summary>Writes a file that is there whole or not at all, in the place of one that is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var staged = $"{path}.new";
        Write(staged, FileMode.Create, bytes);
        // Until here nobody sees a difference.
        File.Move(staged, path, overwrite: true);
        DurableFolder.Synchronise(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Writes a file that must not be there yet, and that its owner alone may read where the system knows such a thing.</summary>
    /// <exception cref="ToolException">It is there.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void CreateSecret(string path, ReadOnlySpan<byte> bytes)
    {
        if (Path.Exists(path))
            throw new ToolException($"{path} is there already: a key is not overwritten.");
        Write(path, FileMode.CreateNew, bytes, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Write(string path, FileMode mode, ReadOnlySpan<byte> bytes, UnixFileMode? access = null)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0 };
        if (access is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = access;
        using var stream = new FileStream(path, options);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }
}

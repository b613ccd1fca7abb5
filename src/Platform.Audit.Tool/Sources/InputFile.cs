namespace Platform.Audit.Tool.Sources;

/// <summary>A small file that somebody hands in.</summary>
internal static class InputFile
{
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="ToolException">It is not there, or is no such file.</exception>
    public static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken) =>
        await TryReadAsync(file, cancellationToken).ConfigureAwait(false) ?? throw new ToolException($"There is no file {file.FullName}.");

    /// <returns><see langword="null"/> where there is none. That it cannot be read is not that it is not there.</returns>
    /// <exception cref="ToolException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static async Task<byte[]?> TryReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var closing = stream.ConfigureAwait(false);
            if (stream.Length > MostBytes)
                throw new ToolException($"{file.FullName} has {stream.Length} bytes; no record, proof or checkpoint is so large.");
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

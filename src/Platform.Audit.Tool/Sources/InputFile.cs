namespace Platform.Audit.Tool.Sources;

/// <summary>A small file that somebody hands in.</summary>
internal static class InputFile
{
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="ToolException">It is not there, or is no such file.</exception>
    public static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new ToolException($"There is no file {file.FullName}.");
        if (file.Length > MostBytes)
            throw new ToolException($"{file.FullName} has {file.Length} bytes; no record, proof or checkpoint is so large.");
        return await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false);
    }
}

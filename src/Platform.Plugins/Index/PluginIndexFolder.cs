namespace Platform.Plugins.Index;

/// <summary>The files of an index in a folder. Safe for use by several threads.</summary>
/// <param name="folder">The folder.</param>
public sealed class PluginIndexFolder(string folder) : IPluginIndexFiles
{
    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string path, long mostBytes, CancellationToken cancellationToken = default)
    {
        try
        {
            var stream = File.OpenRead(Path.Combine(folder, path));
            await using var closing = stream.ConfigureAwait(false);
            if (stream.Length > mostBytes)
                throw IndexLimits.TooLarge(path, mostBytes);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

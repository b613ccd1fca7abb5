using Platform.Shared;

namespace Platform.Audit.Checkpoints;

/// <summary>
/// Puts a file in the place of another so that after a crash or a power cut there is the old one or the new one, and never a part, nor the old one after the
/// new one was reported.
/// </summary>
internal static class DurableFile
{
    /// <param name="path">The file, by its full path.</param>
    /// <param name="bytes">What is in it then.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask ReplaceAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // A name of its own: two processes that write at once do not write into one file.
        var unfinished = $"{path}.{Guid.NewGuid():n}.writing";
        try
        {
            var file = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        DurableFolder.Synchronise(Path.GetDirectoryName(path)!);
    }
}

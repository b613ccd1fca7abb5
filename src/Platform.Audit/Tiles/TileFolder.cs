namespace Platform.Audit.Tiles;

/// <summary>Tiles and bundles as files in a folder, laid out so that any web server can serve it as a log.</summary>
/// <remarks>
/// A file appears under its name only when it is whole. It is not flushed to the disk: who needs that has the records in a store that does.
/// One writer at a time.
/// </remarks>
/// <param name="path">The folder, which stands for the log's prefix. It is made when something is written.</param>
public sealed class TileFolder(string path) : ITileSource, ITileTarget
{
    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(FileOf(address), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
    }

    /// <inheritdoc />
    public async ValueTask WriteAsync(TileAddress address, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var file = FileOf(address);
        if (File.Exists(file))
        {
            var there = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            if (!bytes.Span.SequenceEqual(there))
                throw new TileException("Other bytes stand there already.", address);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var unfinished = file + ".writing";
        await File.WriteAllBytesAsync(unfinished, bytes, cancellationToken).ConfigureAwait(false);
        File.Move(unfinished, file);
    }

    private string FileOf(TileAddress address) => Path.Combine(path, address.ToString().Replace('/', Path.DirectorySeparatorChar));
}

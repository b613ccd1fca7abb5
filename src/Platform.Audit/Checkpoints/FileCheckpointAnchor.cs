namespace Platform.Audit.Checkpoints;

/// <summary>Keeps the last checkpoint in a file. It shows a restored store only where it is not restored with it.</summary>
/// <param name="path">The file; made with the first checkpoint.</param>
public sealed class FileCheckpointAnchor(string path) : ICheckpointAnchor
{
    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(_path) ? await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false) : default;

    /// <inheritdoc />
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        // Under another name first: after a crash there is the old one or the new one, and never a part.
        var unfinished = _path + ".writing";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        var file = new FileStream(unfinished, options);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(checkpoint, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, _path, overwrite: true);
    }
}

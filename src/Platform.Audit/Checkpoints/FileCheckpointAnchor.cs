using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Checkpoints;

/// <summary>
/// Keeps the last checkpoint in a file, and never an older one in its place. It shows a restored store only where it is not restored with it.
/// </summary>
/// <param name="path">The file; made with the first checkpoint.</param>
public sealed class FileCheckpointAnchor(string path) : ICheckpointAnchor
{
    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc />
    /// <exception cref="AuditIntegrityException">The file is there, and nothing is in it: nobody has left it so.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
            return default;
        var bytes = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        return bytes.Length > 0 ? bytes : throw new AuditIntegrityException($"The anchor of the audit log, {_path}, is empty: it was cut off or emptied. Bring it back, or take it away if you mean to begin a new one.");
    }

    /// <inheritdoc />
    /// <exception cref="AuditIntegrityException">What is there is newer, another history, or no checkpoint.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        var (size, root) = Read(checkpoint.Span) ?? throw new ArgumentException("This is no checkpoint.", nameof(checkpoint));
        var before = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!before.IsEmpty)
        {
            var (anchored, anchoredRoot) = Read(before.Span) ?? throw new AuditIntegrityException($"The anchor of the audit log, {_path}, holds no checkpoint.");
            if (anchored > size || (anchored == size && anchoredRoot != root))
                throw new AuditIntegrityException($"The anchor of the audit log, {_path}, has a checkpoint of {anchored} records, and is not taken back to one of {size}.");
        }
        await DurableFile.ReplaceAsync(_path, checkpoint, cancellationToken).ConfigureAwait(false);
    }

    private static (long Size, TreeHash Root)? Read(ReadOnlySpan<byte> bytes) =>
        SignedNote.TryParse(bytes, out var note) && CheckpointView.TryParse(note.Text, out var checkpoint) ? (checkpoint.Size, checkpoint.Root) : null;
}

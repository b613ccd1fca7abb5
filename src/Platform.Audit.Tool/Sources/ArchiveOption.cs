using System.CommandLine;
using Platform.Audit.Retention;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Sources;

/// <summary>The archive of what was dropped from a store.</summary>
internal sealed class ArchiveOption
{
    private readonly Option<DirectoryInfo?> _folder = new("--archive") { Description = "Folder of the archive, with the records that were dropped from the store.", HelpName = "FOLDER" };

    public void AddTo(Command command) => command.Add(_folder);

    /// <summary>Verifies that every record that was dropped is in the archive, and is the one that was signed.</summary>
    public async Task VerifyAsync(ParseResult parsed, Answer answer, LogSource source, SignedTree signed, long keptFrom, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_folder) is not { } folder)
            return;
        var archive = new FolderAuditArchive(folder.FullName);
        var (count, next) = (0L, 0L);
        foreach (var partition in archive.FindPartitions(signed.Origin).Where(each => each.First < keptFrom))
        {
            if (partition.First > next)
                answer.Fault(FormattableString.Invariant($"records {next} to {partition.First - 1} were dropped, and are not in {folder.FullName}"));
            try
            {
                var reader = new ArchiveReader(archive, signed.Origin, new TileReader(source.Tiles, signed.Size), signed.Root);
                await foreach (var _ in reader.ReadAsync(partition.First, partition.End, cancellationToken).ConfigureAwait(false))
                    count++;
            }
            catch (AuditIntegrityException exception)
            {
                answer.Fault(exception.Message);
            }
            next = Math.Max(next, partition.End);
        }
        if (next < keptFrom)
            answer.Fault(FormattableString.Invariant($"records {next} to {keptFrom - 1} were dropped, and are not in {folder.FullName}"));
        answer.Add("archived", "archived", count);
    }

    /// <summary>Reads a record that was dropped.</summary>
    /// <exception cref="ToolException">It is not in the archive, or none is named.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ParseResult parsed, LogSource source, SignedTree signed, long index, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_folder) is not { } folder)
            throw new ToolException(FormattableString.Invariant($"Record {index} was dropped from {source.Name}: say where the archive is, with --archive."));
        var archive = new FolderAuditArchive(folder.FullName);
        var reader = new ArchiveReader(archive, signed.Origin, new TileReader(source.Tiles, signed.Size), signed.Root);
        AuditIntegrityException? fault = null;
        // Somebody may have put a file there whose name says that it has more than it has.
        foreach (var partition in archive.FindPartitions(signed.Origin).Where(each => each.First <= index && index < each.End))
        {
            try
            {
                var at = partition.First;
                await foreach (var record in reader.ReadAsync(partition.First, partition.End, cancellationToken).ConfigureAwait(false))
                {
                    if (at++ == index)
                        return record;
                }
            }
            catch (AuditIntegrityException exception)
            {
                fault = exception;
            }
        }
        throw fault ?? (Exception)new ToolException(FormattableString.Invariant($"Record {index} was dropped from {source.Name}, and is not in {folder.FullName}."));
    }
}

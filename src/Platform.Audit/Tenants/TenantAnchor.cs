using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>
/// The log of the host is the anchor of the log of a tenant: it has a checkpoint before anybody else sees it. So there is none that it does
/// not know, whenever a process dies, and a store that
/// was taken back is refused when it is opened. And it is who publishes: what is published is under a checkpoint of the host's log.
/// </summary>
internal sealed class TenantAnchor(AuditLog host, TenantBook book, string id, byte[] naming) : ICheckpointAnchor, ICheckpointPublisher
{
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        // Another process may have had the log of the tenant meanwhile.
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return book.Find(id)?.Checkpoint ?? default;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        var (size, root) = Read(checkpoint.Span);
        if (book.Find(id) is { } last)
        {
            if (last.Size > size || (last.Size == size && last.Root != root))
                throw new AuditIntegrityException(
                    $"The audit log of the host says that the log of the tenant with the id {id} has {last.Size} records, and is not taken back to {size}.");
            if (last.Size == size)
                return;
        }
        // If we crash here, the log of the host speaks of a checkpoint that nobody has, and of records that are in the store.
        var receipt = await host.AppendAsync(
            new TenantTree(id, checkpoint, naming), context: null, AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        if (receipt.TryGetIndex(out var index))
            book.Observe(new AuditTenantStatement(id, index, size, root, checkpoint));
    }

    public async ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        var stated = await FindAsync(Read(checkpoint.Span).Size, cancellationToken).ConfigureAwait(false);
        await host.ReadSignedAsync(stated.Index + 1, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the log of the host says of so many records at least. Where another process has that log, it takes a moment to come
    /// in.</summary>
    /// <exception cref="AuditUnavailableException">It has not come in time.</exception>
    public async ValueTask<AuditTenantStatement> FindAsync(long least, CancellationToken cancellationToken)
    {
        if (book.Find(id) is not { } known || known.Size < least)
        {
            await host.WaitForAsync(
                async token =>
                {
                    await book.CatchUpAsync(token).ConfigureAwait(false);
                    return book.Find(id) is { } found && found.Size >= least;
                },
                cancellationToken).ConfigureAwait(false);
        }
        return book.Find(id)!.Value;
    }

    private static (long Size, TreeHash Root) Read(ReadOnlySpan<byte> checkpoint) =>
        SignedNote.TryParse(checkpoint, out var note) && CheckpointView.TryParse(note.Text, out var view) ? (view.Size, view.Root)
            : throw new ArgumentException("This is no checkpoint.", nameof(checkpoint));
}

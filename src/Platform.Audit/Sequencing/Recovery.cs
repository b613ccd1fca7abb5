using Platform.Audit.Checkpoints;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Sequencing;

/// <summary>Looks, before anything is added to a log, whether what is stored is what this log has signed.</summary>
internal static class Recovery
{
    /// <summary>Requires that a checkpoint is this log's own, and that the store holds everything it speaks of.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="keys">The log's keys.</param>
    /// <param name="checkpoint">The signed note; empty where there is none.</param>
    /// <param name="where">Where the checkpoint was kept, for people.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The size that it speaks of; 0 where there is none.</returns>
    /// <exception cref="AuditIntegrityException">It is not, or the store does not.</exception>
    public static async ValueTask<long> RequireAsync(
        IAuditStore store, AuditStoreState state, LogKeys keys, ReadOnlyMemory<byte> checkpoint, string where, CancellationToken cancellationToken)
    {
        if (checkpoint.IsEmpty)
            return 0;
        var (size, root) = Read(keys, checkpoint.Span, where);
        if (size > state.Size)
        {
            throw new AuditIntegrityException(
                $"The checkpoint in {where} speaks of {size} records, and the store has {state.Size}: it is older than what was signed, restored from a backup perhaps. Going on would make a second history of the same log; bring the missing records back, or begin a log with another origin.");
        }
        try
        {
            if (await new TileReader(store, state.Size).Prover.ContinuesAsync(size, root, state.Size, state.Root, cancellationToken).ConfigureAwait(false))
                return size;
        }
        catch (TileException exception)
        {
            throw new AuditIntegrityException($"The store is damaged before record {size}, which the checkpoint in {where} speaks of: {exception.Message}", exception);
        }
        throw new AuditIntegrityException(
            $"The {state.Size} records in the store do not continue the {size} of the checkpoint in {where}: they were changed, or are another history. Verify the store against that checkpoint; it names the record.");
    }

    /// <summary>Reads a checkpoint that must be this log's own.</summary>
    /// <exception cref="AuditIntegrityException">It is not.</exception>
    public static (long Size, TreeHash Root) Read(LogKeys keys, ReadOnlySpan<byte> checkpoint, string where)
    {
        var result = keys.Policy.Verify(checkpoint, out var read);
        return result == CheckpointResult.Verified
            ? (read.Size, read.Root)
            : throw new AuditIntegrityException($"The checkpoint in {where} is not this log's own ({result}): another origin or key, or it was changed.");
    }
}

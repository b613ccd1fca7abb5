using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Reads records for whoever decides by what they say whether something may go: as they were signed, so that whoever changes a record in the store does not have the
/// log itself erase what it keeps. A bundle is read once as long as what is asked for is in it. For one thread.
/// </summary>
internal sealed class SignedRecords(AuditLog log, IAuditStore store)
{
    private long _bundle = -1;
    private IReadOnlyList<ReadOnlyMemory<byte>> _records = [];

    /// <exception cref="AuditIntegrityException">It is not what was signed, or not there.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long index, CancellationToken cancellationToken)
    {
        var (bundle, at) = Math.DivRem(index, TileAddress.FullWidth);
        if (bundle != _bundle || at >= _records.Count)
        {
            var (state, size, root) = await log.ReadSignedStateAsync(cancellationToken).ConfigureAwait(false);
            // Of what no checkpoint speaks of yet there is the root that was stored with it. Whoever erases does not wait until another process signs.
            if (index >= size)
                (size, root) = (state.Size, state.Root);
            var reader = new TileReader(store, size);
            var records = await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            if (!await reader.IsSignedAsync(bundle, records, root, cancellationToken).ConfigureAwait(false))
                throw new AuditIntegrityException($"Records from {bundle * TileAddress.FullWidth} on are not those that were signed, so nobody knows what may be erased. Verify the log: it names them.");
            (_bundle, _records) = (bundle, records);
        }
        return _records[(int)at];
    }
}

using System.Runtime.CompilerServices;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>Reads a partition that is to be dropped. A bundle is handed out when it is what was signed, and when what stays of it once it is gone are its hashes.</summary>
internal sealed class PartitionReader(IAuditPartitionedStore store, TileReader tiles, TreeHash root, AuditPartition partition)
{
    public AuditPartition Partition => partition;

    /// <exception cref="AuditIntegrityException">Records are not those that were signed, or the hashes that were kept are not theirs.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var bundle = partition.First / TileAddress.FullWidth; bundle < partition.End / TileAddress.FullWidth; bundle++)
        {
            var records = await tiles.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            if (!await tiles.IsSignedAsync(bundle, records, root, cancellationToken).ConfigureAwait(false))
                throw new AuditIntegrityException($"Records from {bundle * TileAddress.FullWidth} on are not those that were signed. Verify the log: it names them. Nothing of them is dropped.");
            if (!AreHashes((await store.ReadSealedAsync(bundle, cancellationToken).ConfigureAwait(false)).Span, records))
                throw new AuditIntegrityException($"The hashes that were kept of records from {bundle * TileAddress.FullWidth} on are not theirs: somebody has written others. Nothing of them is dropped.");
            foreach (var record in records)
                yield return record;
        }
    }

    /// <summary>Reads the same from a file.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadArchiveAsync(Stream file, string origin, string name, CancellationToken cancellationToken) =>
        ArchiveReader.ReadAsync(file, name, origin, tiles, root, partition.First, partition.End, cancellationToken);

    private static bool AreHashes(ReadOnlySpan<byte> hashes, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        if (hashes.Length != records.Count * TreeHash.Length)
            return false;
        for (var at = 0; at < records.Count; at++)
        {
            if (TreeHasher.HashLeaf(records[at].Span) != new TreeHash(hashes.Slice(at * TreeHash.Length, TreeHash.Length)))
                return false;
        }
        return true;
    }
}

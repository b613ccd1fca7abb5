using System.Runtime.CompilerServices;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tool.Sources;

/// <summary>Reads the records of a log, one after another.</summary>
internal static class RecordReading
{
    /// <summary>Reads records. Those that are under a root are handed out when it is proven that they are, a bundle at a time.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="root">The root over them, from a checkpoint; <see langword="null"/>: they are believed.</param>
    /// <param name="first">From this one on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TileException">A bundle is missing or cut off.</exception>
    /// <exception cref="ToolException">Records of a bundle, or hashes beside their way to the root, are not those that were signed.</exception>
    public static async IAsyncEnumerable<(long Index, ReadOnlyMemory<byte> Record)> ReadAsync(
        ITileSource source, long size, TreeHash? root, long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prover = new TileReader(source, size).Prover;
        for (var at = first; at < Math.Min(end, size);)
        {
            var bundle = at / TileAddress.FullWidth;
            var start = bundle * TileAddress.FullWidth;
            var address = TileAddress.Entries(bundle, (int)Math.Min(TileAddress.FullWidth, size - start));
            var records = await ReadBundleAsync(source, address, cancellationToken).ConfigureAwait(false);
            if (root is { } signed && !await AreSignedAsync(prover, records, start, size, signed, cancellationToken).ConfigureAwait(false))
            {
                throw new ToolException(
                    FormattableString.Invariant($"records {start} to {start + records.Count - 1} are not proven to be those that were signed; verify names what was changed"), ExitCodes.NotIntact);
            }
            foreach (var record in records)
            {
                if (start >= first && start < end)
                    yield return (start, record);
                start++;
            }
            at = start;
        }
    }

    /// <summary>A bundle is a subtree: its hash is computed from the records, and proven to be part of the tree that was signed.</summary>
    private static async Task<bool> AreSignedAsync(
        TreeProver prover, List<ReadOnlyMemory<byte>> records, long start, long size, TreeHash root, CancellationToken cancellationToken)
    {
        var tree = new TreeFrontier();
        foreach (var record in records)
            tree.Append(TreeHasher.HashLeaf(record.Span));
        var proof = new TreeHash[TreeProof.MaxLength];
        var length = await prover.ProveSubtreeAsync(start, start + records.Count, size, proof, cancellationToken).ConfigureAwait(false);
        return TreeProof.VerifySubtreeConsistency(start, start + records.Count, size, tree.Root, root, proof.AsSpan(0, length));
    }

    private static async Task<List<ReadOnlyMemory<byte>>> ReadBundleAsync(ITileSource source, TileAddress address, CancellationToken cancellationToken)
    {
        var bytes = await source.ReadAsync(address, cancellationToken).ConfigureAwait(false);
        // A log may delete what is partial once it is full.
        if (bytes.IsEmpty && address.IsPartial)
            bytes = await source.ReadAsync(address.Full, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
            throw new TileException("It is missing.", address);
        List<ReadOnlyMemory<byte>> records = [];
        var entries = new EntryBundle(bytes.Span);
        while (records.Count < address.Width && entries.TryRead(out var entry))
            records.Add(entry.ToArray());
        return records.Count == address.Width ? records : throw new TileException("It ends before its last entry.", address);
    }
}

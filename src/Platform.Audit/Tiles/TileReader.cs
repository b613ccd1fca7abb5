using Platform.Audit.Trees;

namespace Platform.Audit.Tiles;

/// <summary>Makes roots and proofs from the tiles of a log, and reads its entries.</summary>
/// <remarks>
/// Take the size from a checkpoint whose signature was verified. The tiles themselves are believed: compare <see cref="TreeProver.ComputeRootAsync"/>
/// with the checkpoint's root, or verify each proof. For several threads at once, if the source is.
/// </remarks>
public sealed class TileReader : INodeSource
{
    private readonly ITileSource _source;

    /// <summary>Reads a log.</summary>
    /// <param name="source">Where its tiles are.</param>
    /// <param name="size">The size of its tree.</param>
    /// <param name="minimumIndex">
    /// The log's minimum index: what lies below it may have been pruned (C2SP tlog-tiles, "Pruning"). Entries, roots and proofs from there on
    /// can be had.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the minimum index is beyond the size.</exception>
    public TileReader(ITileSource source, long size, long minimumIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimumIndex, size);
        _source = source;
        Size = size;
        MinimumIndex = minimumIndex;
        Prover = new TreeProver(this);
    }

    /// <summary>The size of the tree.</summary>
    public long Size { get; }

    /// <summary>The log's minimum index; 0 where nothing was pruned.</summary>
    public long MinimumIndex { get; }

    /// <summary>Makes roots and proofs, of this tree and of each smaller one down to the minimum index.</summary>
    public TreeProver Prover { get; }

    /// <summary>Computes the root from the tiles at the right edge.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The root, to be compared with that of the checkpoint.</returns>
    /// <exception cref="TileException">A tile is missing or has the wrong length.</exception>
    public ValueTask<TreeHash> ComputeRootAsync(CancellationToken cancellationToken = default) => Prover.ComputeRootAsync(Size, cancellationToken);

    /// <summary>Reads an entry.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its bytes, as the bundle has them. An inclusion proof says whether they are the ones that were signed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is below the minimum index, or not in the tree.</exception>
    /// <exception cref="TileException">The bundle is missing or cut off.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadEntryAsync(long index, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, MinimumIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var bundleIndex = index / TileAddress.FullWidth;
        var address = TileAddress.Entries(bundleIndex, HashTile.WidthOf(Size, bundleIndex));
        var bytes = await HashTile.ReadOrFullAsync(_source, address, cancellationToken).ConfigureAwait(false);
        return bytes.IsEmpty ? throw new TileException("It is missing.", address)
            : Find(bytes, (int)(index % TileAddress.FullWidth)) ?? throw new TileException("It ends before the entry.", address);
    }

    /// <summary>Reads the entries of a bundle.</summary>
    /// <param name="bundle">Which: its first entry is 256 times this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>As many as the tree has of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bundle is below the minimum index, or not in the tree.</exception>
    /// <exception cref="TileException">The bundle is missing or cut off.</exception>
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadBundleAsync(long bundle, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bundle, MinimumIndex / TileAddress.FullWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bundle, (Size + TileAddress.FullWidth - 1) / TileAddress.FullWidth);
        var address = TileAddress.Entries(bundle, HashTile.WidthOf(Size, bundle));
        var bytes = await HashTile.ReadOrFullAsync(_source, address, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
            throw new TileException("It is missing.", address);
        List<ReadOnlyMemory<byte>> records = new(address.Width);
        var entries = new EntryBundle(bytes.Span);
        var at = 0;
        while (records.Count < address.Width && entries.TryRead(out var entry))
        {
            at += sizeof(ushort);
            records.Add(bytes.Slice(at, entry.Length));
            at += entry.Length;
        }
        return records.Count == address.Width ? records : throw new TileException("It ends before its last entry.", address);
    }

    /// <summary>Whether entries are those of a bundle that was signed: a bundle is a subtree, whose hash is computed from them and proven to be a part of the tree.</summary>
    /// <param name="bundle">Which bundle.</param>
    /// <param name="records">Its entries, wherever they were read.</param>
    /// <param name="root">The root of the tree, from a checkpoint that was verified.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="TileException">A tile that the proof needs is missing or has the wrong length.</exception>
    public async ValueTask<bool> IsSignedAsync(long bundle, IReadOnlyList<ReadOnlyMemory<byte>> records, TreeHash root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var (first, end) = (bundle * TileAddress.FullWidth, Math.Min(Size, (bundle + 1) * TileAddress.FullWidth));
        if (records.Count != end - first)
            return false;
        var tree = new TreeFrontier();
        foreach (var record in records)
            tree.Append(TreeHasher.HashLeaf(record.Span));
        var proof = new TreeHash[TreeProof.MaxLength];
        var length = await Prover.ProveSubtreeAsync(first, end, Size, proof, cancellationToken).ConfigureAwait(false);
        return TreeProof.VerifySubtreeConsistency(first, end, Size, tree.Root, root, proof.AsSpan(0, length));
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentOutOfRangeException">There is no such node in the tree, or not all of its leaves are.</exception>
    /// <exception cref="TileException">A tile is missing or has the wrong length.</exception>
    public async ValueTask<TreeHash> ReadNodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, level >= 63 ? 0 : Size >> level, nameof(index));
        var (tileLevel, rise) = Math.DivRem(level, TileAddress.Height);
        var first = index << rise;
        var tile = await HashTile.ReadAsync(_source, tileLevel, first / TileAddress.FullWidth, Size, cancellationToken).ConfigureAwait(false);
        return HashTile.HashWithin(tile.Span, (int)(first % TileAddress.FullWidth), 1 << rise);
    }

    private static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> bundle, int at)
    {
        var entries = new EntryBundle(bundle.Span);
        var offset = 0;
        while (entries.TryRead(out var entry))
        {
            offset += sizeof(ushort);
            if (at-- == 0)
                return bundle.Slice(offset, entry.Length);
            offset += entry.Length;
        }
        return null;
    }
}

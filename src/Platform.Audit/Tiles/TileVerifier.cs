using System.Buffers;
using Platform.Audit.Trees;

namespace Platform.Audit.Tiles;

/// <summary>
/// Verifies a whole log: hashes every entry again, and compares the entries with the tiles, the tiles with each other, and the root with the one
/// that was signed. A change is named by the index of its entry.
/// </summary>
/// <remarks>Subtrees do not depend on each other, so that it uses all processors, which a chain of hashes cannot.</remarks>
/// <param name="source">Where the tiles and bundles are. It is asked by several threads at once.</param>
/// <param name="size">The size of the tree, from a checkpoint that was verified.</param>
/// <param name="root">Its root, from the same checkpoint.</param>
public sealed class TileVerifier(ITileSource source, long size, TreeHash root)
{
    private const int GroupLength = TileAddress.FullWidth;

    /// <summary>What lies below it may have been pruned, and is not looked at. Bundles are verified whole.</summary>
    /// <value>0 by default: everything.</value>
    public long MinimumIndex { get; init; }

    /// <summary>How many bundles are verified at once.</summary>
    /// <value>As many as there are processors.</value>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Verifies the log.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first fault, if there is one.</returns>
    public async ValueTask<TileVerification> VerifyAsync(CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(size));
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumIndex, nameof(MinimumIndex));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MinimumIndex, size, nameof(MinimumIndex));
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1, nameof(Parallelism));
        try
        {
            return await VerifyBundlesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TileException exception)
        {
            var bytes = await source.ReadAsync(exception.Address, cancellationToken).ConfigureAwait(false);
            return new TileVerification(bytes.IsEmpty ? TileFault.Missing : TileFault.Malformed, exception.Address);
        }
    }

    /// <summary>
    /// Goes through the bundles in groups that fill one tile of level 1, and builds the tree over their roots as it was built first. What was pruned
    /// is taken from the tiles that remain; the root shows whether it was right.
    /// </summary>
    private async ValueTask<TileVerification> VerifyBundlesAsync(CancellationToken cancellationToken)
    {
        var first = MinimumIndex / TileAddress.FullWidth;
        var bundles = (size + TileAddress.FullWidth - 1) / TileAddress.FullWidth;
        var edge = await RightEdge.LoadAsync(source, first * TileAddress.FullWidth, size, cancellationToken).ConfigureAwait(false);
        var roots = new TreeHash[GroupLength];
        while (first < bundles)
        {
            var end = Math.Min(bundles, (first / GroupLength + 1) * GroupLength);
            var found = await VerifyGroupAsync(first, end, roots, cancellationToken).ConfigureAwait(false);
            if (!found.IsIntact)
                return found;

            var full = Math.Min(end, size / TileAddress.FullWidth);
            for (var bundle = first; bundle < full; bundle++)
            {
                found = await RaiseAsync(edge, roots[bundle % GroupLength], cancellationToken).ConfigureAwait(false);
                if (!found.IsIntact)
                    return found;
            }
            first = end;
        }
        return await VerifyEdgeAsync(edge, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TileVerification> VerifyGroupAsync(long first, long end, TreeHash[] roots, CancellationToken cancellationToken)
    {
        var gate = new Lock();
        var faultyBundle = long.MaxValue;
        var fault = new TileVerification(TileFault.None);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(first, end, options, async (bundle, token) =>
        {
            if (bundle > Volatile.Read(ref faultyBundle))
                return;
            var found = await VerifyBundleAsync(bundle, roots, token).ConfigureAwait(false);
            if (found.IsIntact)
                return;
            lock (gate)
            {
                if (bundle < faultyBundle)
                    (faultyBundle, fault) = (bundle, found);
            }
        }).ConfigureAwait(false);
        return fault;
    }

    /// <summary>Compares the entries of one bundle with their tile, and notes the root of the tile if it is full.</summary>
    private async ValueTask<TileVerification> VerifyBundleAsync(long bundle, TreeHash[] roots, CancellationToken cancellationToken)
    {
        var address = TileAddress.Entries(bundle, HashTile.WidthOf(size, bundle));
        var entries = await source.ReadAsync(address, cancellationToken).ConfigureAwait(false);
        if (entries.IsEmpty && address.IsPartial)
        {
            // A log that has grown may have the full one only; what is beyond this tree is none of its business.
            entries = FirstEntries(await source.ReadAsync(address.Full, cancellationToken).ConfigureAwait(false), address.Width);
        }
        if (entries.IsEmpty)
            return new TileVerification(TileFault.Missing, address);
        var tile = await HashTile.ReadAsync(source, 0, bundle, size, cancellationToken).ConfigureAwait(false);
        return Compare(entries.Span, tile.Span, address, out roots[bundle % GroupLength]);
    }

    private static ReadOnlyMemory<byte> FirstEntries(ReadOnlyMemory<byte> bundle, int count)
    {
        var entries = new EntryBundle(bundle.Span);
        var length = 0;
        for (var at = 0; at < count && entries.TryRead(out var entry); at++)
            length += sizeof(ushort) + entry.Length;
        return bundle[..length];
    }

    private static TileVerification Compare(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> tile, TileAddress address, out TreeHash root)
    {
        root = default;
        var rented = ArrayPool<TreeHash>.Shared.Rent(address.Width);
        try
        {
            var hashes = rented.AsSpan(0, address.Width);
            if (!EntryBundle.TryHash(entries, hashes))
                return new TileVerification(TileFault.Malformed, address);
            var same = hashes.CommonPrefixLength(HashTile.Hashes(tile));
            if (same < hashes.Length)
                return new TileVerification(TileFault.EntryDiffers, address, address.Index * TileAddress.FullWidth + same);
            if (!address.IsPartial)
                root = TreeHasher.HashPerfect(hashes);
            return new TileVerification(TileFault.None);
        }
        finally
        {
            ArrayPool<TreeHash>.Shared.Return(rented);
        }
    }

    /// <summary>Appends the root of a bundle to level 1, and compares each tile above that becomes full.</summary>
    private async ValueTask<TileVerification> RaiseAsync(RightEdge edge, TreeHash hash, CancellationToken cancellationToken)
    {
        for (var level = 1; edge.Push(level, hash); level++)
        {
            var found = await CompareAsync(edge, level, cancellationToken).ConfigureAwait(false);
            if (!found.IsIntact)
                return found;
            hash = edge.Raise(level);
        }
        return new TileVerification(TileFault.None);
    }

    private async ValueTask<TileVerification> VerifyEdgeAsync(RightEdge edge, CancellationToken cancellationToken)
    {
        var (bundle, width) = Math.DivRem(size, TileAddress.FullWidth);
        if (width > 0)
        {
            var tile = await HashTile.ReadAsync(source, 0, bundle, size, cancellationToken).ConfigureAwait(false);
            for (var at = 0; at < width; at++)
                edge.Push(0, HashTile.Hashes(tile.Span)[at]);
        }
        for (var level = 1; level < edge.Levels; level++)
        {
            if (edge.HashesAt(level).IsEmpty)
                continue;
            var found = await CompareAsync(edge, level, cancellationToken).ConfigureAwait(false);
            if (!found.IsIntact)
                return found;
        }
        return new TileVerification(edge.ComputeRoot() == root ? TileFault.None : TileFault.RootDiffers);
    }

    private async ValueTask<TileVerification> CompareAsync(RightEdge edge, int level, CancellationToken cancellationToken)
    {
        var hashes = edge.HashesAt(level);
        var index = edge.IndexAt(level);
        var tile = await HashTile.ReadAsync(source, level, index, size, cancellationToken).ConfigureAwait(false);
        var same = hashes.Span.CommonPrefixLength(HashTile.Hashes(tile.Span));
        return same == hashes.Length
            ? new TileVerification(TileFault.None)
            : new TileVerification(TileFault.HashDiffers, TileAddress.Hashes(level, index, HashTile.WidthOf(HashTile.CountAt(level, size), index)), same);
    }
}

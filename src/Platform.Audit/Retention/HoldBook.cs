using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>
/// The holds of a log up to some size, read from all of its records: an index that somebody empties, or is about to make, hides none. The tree over
/// what was read says whether it is what was signed.
/// </summary>
internal sealed class HoldBook
{
    private readonly CheckpointPolicy _policy;
    private readonly TreeFrontier _tree;
    private readonly List<PlacedHold> _placed;
    private readonly HashSet<Guid> _known;

    private HoldBook(CheckpointPolicy policy, TreeFrontier tree, List<PlacedHold> placed, HashSet<Guid> known) => (_policy, _tree, _placed, _known) = (policy, tree, placed, known);

    public long Size => _tree.Size;

    public TreeHash Root => _tree.Root;

    public IReadOnlyList<PlacedHold> Placed => _placed;

    /// <summary>Those that are in force in a log that begins there. The partition from which on a hold was signed stays until it is released: so one that was signed before was, and its release may have gone with it. This is a copy.</summary>
    public IReadOnlyList<PlacedHold> InForce(long keptFrom) => [.. _placed.Where(each => each.LogSize >= keptFrom)];

    /// <summary>Begins where a log does: a partition with the record of a hold that is in force is not dropped, so none is before that.</summary>
    /// <exception cref="TileException">Hashes are missing.</exception>
    public static async ValueTask<HoldBook> BeginAsync(IAuditStore store, AuditStoreState state, CheckpointPolicy policy, CancellationToken cancellationToken)
    {
        var edge = await RightEdge.LoadAsync(store, state.KeptFrom, state.Size, cancellationToken).ConfigureAwait(false);
        return new HoldBook(policy, edge.ToFrontier(state.KeptFrom), [], []);
    }

    /// <summary>A copy that has read on.</summary>
    /// <exception cref="TileException">Records are missing.</exception>
    public async ValueTask<HoldBook> ReadAsync(IAuditStore store, long end, CancellationToken cancellationToken)
    {
        var next = Copy();
        var reader = new TileReader(store, end);
        while (next.Size < end)
        {
            var (bundle, at) = Math.DivRem(next.Size, TileAddress.FullWidth);
            foreach (var record in (await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false)).Skip((int)at))
            {
                next.Take(record.Span);
                next._tree.Append(TreeHasher.HashLeaf(record.Span));
            }
        }
        return next;
    }

    private HoldBook Copy()
    {
        var written = new byte[_tree.WrittenLength];
        _tree.Write(written);
        return TreeFrontier.TryRead(written, out var tree) ? new HoldBook(_policy, tree, [.. _placed], [.. _known]) : throw new InvalidOperationException("A tree that was written is read.");
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (!AuditRecord.TryRead(bytes, out var record) || !record.Name.StartsWith("audit.hold."u8))
            return;
        var isPlaced = Statement.IsSigned(bytes, "audit.hold.placed"u8, _policy);
        if ((!isPlaced && !Statement.IsSigned(bytes, "audit.hold.released"u8, _policy)) || LogHeld.Read(record) is not var (hold, placement, size))
            return;
        // Whoever may write into the store may copy a placing: it counts once, and not behind its release.
        var isNew = _known.Add(placement);
        if (!isPlaced)
            _placed.RemoveAll(each => each.Placement == placement);
        else if (isNew && size is { } logSize)
            _placed.Add(new PlacedHold(Size, placement, logSize, hold));
    }
}

using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Sequencing;

/// <summary>The tree of a log that is being written, as far as it is needed to go on: the unfinished tile of each level, and the frontier for the root.</summary>
/// <remarks>Whoever adds to it and then cannot store what came of it throws it away and loads it again.</remarks>
internal sealed class GrowingTree
{
    private readonly RightEdge _edge;
    private readonly TreeFrontier _frontier;

    private GrowingTree(RightEdge edge, TreeFrontier frontier) => (_edge, _frontier) = (edge, frontier);

    public long Size => _frontier.Size;

    public TreeHash Root => _frontier.Root;

    /// <summary>Takes up a tree where a store has it, after hashing its last records again: a bit that has flipped must not be signed.</summary>
    /// <exception cref="AuditIntegrityException">What is stored is not what was left there.</exception>
    public static async ValueTask<GrowingTree> LoadAsync(IAuditStore store, AuditStoreState state, CancellationToken cancellationToken)
    {
        try
        {
            var edge = await RightEdge.LoadAsync(store, state.Size, state.Size, cancellationToken).ConfigureAwait(false);
            var (bundle, width) = Math.DivRem(state.Size, TileAddress.FullWidth);
            if (width > 0)
                RequireEntries(await store.ReadAsync(TileAddress.Entries(bundle, (int)width), cancellationToken).ConfigureAwait(false), edge, bundle * TileAddress.FullWidth);
            var tree = new GrowingTree(edge, edge.ToFrontier(state.Size));
            return tree.Root == state.Root
                ? tree
                : throw new AuditIntegrityException($"The hashes at the right edge of the {state.Size} stored records do not have the root that was stored with the last of them. Verify the store; nothing is added to it before that.");
        }
        catch (TileException exception)
        {
            throw new AuditIntegrityException($"The store of {state.Size} records is damaged at its right edge: {exception.Message}", exception);
        }
    }

    /// <summary>Adds the records of a batch, and gives the batch what belongs to them.</summary>
    public void Append(AuditBatch batch)
    {
        foreach (var hash in batch.HashSpan)
        {
            var node = hash;
            for (var level = 0; _edge.Push(level, node); level++)
            {
                var index = _edge.IndexAt(level);
                node = _edge.Raise(level);
                batch.Add(new AuditNode(level + 1, index, node));
            }
        }
        _frontier.Append(batch.HashSpan);
        batch.End(_frontier.Root);
    }

    private static void RequireEntries(ReadOnlyMemory<byte> bundle, RightEdge edge, long first)
    {
        var entries = new EntryBundle(bundle.Span);
        var index = first;
        foreach (var hash in edge.HashesAt(0).Span)
        {
            if (!entries.TryRead(out var entry))
                throw new AuditIntegrityException($"Record {index} is missing in the store.");
            if (TreeHasher.HashLeaf(entry) != hash)
                throw new AuditIntegrityException($"Record {index} in the store is not the one whose hash was stored with it.");
            index++;
        }
    }
}

namespace Platform.Audit.Trees;

/// <summary>Where proofs take the hashes of a tree from. <see cref="Tiles.TileReader"/> is one.</summary>
public interface INodeSource
{
    /// <summary>Reads the root of a perfect subtree.</summary>
    /// <param name="level">Its height: 0 for a leaf, and 2^<paramref name="level"/> leaves in all.</param>
    /// <param name="index">Its index among the nodes of that height, from 0. All of its leaves are in the tree.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The hash.</returns>
    ValueTask<TreeHash> ReadNodeAsync(int level, long index, CancellationToken cancellationToken);
}

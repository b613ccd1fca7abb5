using System.Buffers.Binary;
using Platform.Audit.Trees;

namespace Platform.Audit.Tiles;

/// <summary>The unfinished tile of every level of a growing tree. The hashes of a tile that becomes full are handed out before they are forgotten.</summary>
internal sealed class RightEdge
{
    private readonly List<Row> _rows = [];

    /// <summary>The levels that have been reached.</summary>
    public int Levels => _rows.Count;

    /// <summary>Takes up the edge of a tree from its tiles.</summary>
    /// <param name="source">Where the tiles are.</param>
    /// <param name="at">The size at which to take it up.</param>
    /// <param name="size">The size of the tree whose tiles there are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The edge, as the tiles say.</returns>
    /// <exception cref="TileException">A tile is missing or has the wrong length.</exception>
    public static async ValueTask<RightEdge> LoadAsync(ITileSource source, long at, long size, CancellationToken cancellationToken)
    {
        var edge = new RightEdge();
        for (var level = 0; HashTile.CountAt(level, at) is > 0 and var count; level++)
        {
            var row = edge.RowAt(level);
            var (index, width) = Math.DivRem(count, TileAddress.FullWidth);
            row.Index = index;
            row.Count = (int)width;
            if (width == 0)
                continue;
            var tile = await HashTile.ReadAsync(source, level, index, size, cancellationToken).ConfigureAwait(false);
            HashTile.Hashes(tile.Span)[..row.Count].CopyTo(row.Hashes);
        }
        return edge;
    }

    public ReadOnlyMemory<TreeHash> HashesAt(int level) => _rows[level].Hashes.AsMemory(0, _rows[level].Count);

    public long IndexAt(int level) => _rows[level].Index;

    /// <summary>Appends a hash to a level.</summary>
    /// <returns>Whether the tile is full now: the caller takes its hashes, and then calls <see cref="Raise"/>.</returns>
    public bool Push(int level, in TreeHash hash)
    {
        var row = RowAt(level);
        row.Hashes[row.Count++] = hash;
        return row.Count == TileAddress.FullWidth;
    }

    /// <summary>Begins the next tile of a level whose tile is full.</summary>
    /// <returns>The root of the full one, which belongs into the level above.</returns>
    public TreeHash Raise(int level)
    {
        var row = _rows[level];
        var root = TreeHasher.HashPerfect(row.Hashes);
        row.Count = 0;
        row.Index++;
        return root;
    }

    /// <summary>The root of the tree.</summary>
    public TreeHash ComputeRoot()
    {
        Span<TreeHash> working = stackalloc TreeHash[TileAddress.FullWidth];
        TreeHash root = default;
        var isEmpty = true;
        foreach (var row in _rows)
        {
            // The perfect parts of a tile, from the smallest on the right.
            for (var (rest, end) = (row.Count, row.Count); rest != 0; rest &= rest - 1)
            {
                var length = rest & -rest;
                end -= length;
                var part = working[..length];
                row.Hashes.AsSpan(end, length).CopyTo(part);
                var hash = TreeHasher.HashPerfect(part);
                root = isEmpty ? hash : TreeHasher.HashNode(hash, root);
                isEmpty = false;
            }
        }
        return isEmpty ? TreeHash.Empty : root;
    }

    /// <summary>The same edge as one hash for each set bit of the size.</summary>
    /// <param name="size">The size of the tree.</param>
    public TreeFrontier ToFrontier(long size)
    {
        // At most 63 bits are set.
        Span<byte> written = stackalloc byte[sizeof(long) + 63 * TreeHash.Length];
        Span<TreeHash> working = stackalloc TreeHash[TileAddress.FullWidth];
        BinaryPrimitives.WriteInt64BigEndian(written, size);
        var at = sizeof(long);
        foreach (var row in _rows)
        {
            for (var (rest, end) = (row.Count, row.Count); rest != 0; rest &= rest - 1)
            {
                var length = rest & -rest;
                end -= length;
                row.Hashes.AsSpan(end, length).CopyTo(working);
                TreeHasher.HashPerfect(working[..length]).Bytes.CopyTo(written[at..]);
                at += TreeHash.Length;
            }
        }
        return TreeFrontier.TryRead(written[..at], out var frontier)
            ? frontier
            : throw new ArgumentException("The edge is of a tree of another size.", nameof(size));
    }

    private Row RowAt(int level)
    {
        while (_rows.Count <= level)
            _rows.Add(new Row());
        return _rows[level];
    }

    private sealed class Row
    {
        public TreeHash[] Hashes { get; } = new TreeHash[TileAddress.FullWidth];

        public int Count { get; set; }

        public long Index { get; set; }
    }
}

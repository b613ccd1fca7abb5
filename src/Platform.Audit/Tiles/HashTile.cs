using System.Runtime.InteropServices;
using Platform.Audit.Trees;

namespace Platform.Audit.Tiles;

/// <summary>Reads the hashes of one tile of a tree of a known size.</summary>
internal static class HashTile
{
    /// <summary>How many hashes the level has in a tree of the size.</summary>
    public static long CountAt(int level, long size) => level * TileAddress.Height >= 63 ? 0 : size >> (level * TileAddress.Height);

    /// <summary>The width of a tile in a tree of the size.</summary>
    public static int WidthOf(long count, long index) => (int)Math.Min(TileAddress.FullWidth, count - index * TileAddress.FullWidth);

    /// <summary>Reads the tile, or the full one that has replaced it.</summary>
    /// <exception cref="TileException">There is none, or it has another length.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ITileSource source, int level, long index, long size, CancellationToken cancellationToken)
    {
        var address = TileAddress.Hashes(level, index, WidthOf(CountAt(level, size), index));
        var bytes = await ReadOrFullAsync(source, address, cancellationToken).ConfigureAwait(false);
        var length = address.Width * TreeHash.Length;
        if (bytes.Length != length && bytes.Length != TileAddress.FullWidth * TreeHash.Length)
            throw new TileException(bytes.IsEmpty ? "It is missing." : $"It has {bytes.Length} bytes instead of {length}.", address);
        return bytes[..length];
    }

    /// <summary>A log may delete what is partial once it is full.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadOrFullAsync(ITileSource source, TileAddress address, CancellationToken cancellationToken)
    {
        var bytes = await source.ReadAsync(address, cancellationToken).ConfigureAwait(false);
        return bytes.IsEmpty && address.IsPartial ? await source.ReadAsync(address.Full, cancellationToken).ConfigureAwait(false) : bytes;
    }

    public static ReadOnlySpan<TreeHash> Hashes(ReadOnlySpan<byte> tile) => MemoryMarshal.Cast<byte, TreeHash>(tile);

    /// <summary>The root of a perfect subtree within the tile.</summary>
    public static TreeHash HashWithin(ReadOnlySpan<byte> tile, int first, int count)
    {
        var hashes = Hashes(tile).Slice(first, count);
        if (count == 1)
            return hashes[0];
        Span<TreeHash> working = stackalloc TreeHash[count];
        hashes.CopyTo(working);
        return TreeHasher.HashPerfect(working);
    }
}

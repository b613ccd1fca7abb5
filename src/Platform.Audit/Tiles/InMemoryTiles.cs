using System.Collections.Concurrent;

namespace Platform.Audit.Tiles;

/// <summary>Tiles and bundles in memory. For several threads at once.</summary>
public sealed class InMemoryTiles : ITileSource, ITileTarget
{
    private readonly ConcurrentDictionary<TileAddress, byte[]> _tiles = new();

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(_tiles.GetValueOrDefault(address));

    /// <inheritdoc />
    public ValueTask WriteAsync(TileAddress address, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!_tiles.TryAdd(address, bytes.ToArray()) && !bytes.Span.SequenceEqual(_tiles[address]))
            throw new TileException("Other bytes stand there already.", address);
        return ValueTask.CompletedTask;
    }
}

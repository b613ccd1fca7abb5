namespace Platform.Audit.Tiles;

/// <summary>Where the tiles and entry bundles of a log are read from: a folder, memory, an HTTP server.</summary>
public interface ITileSource
{
    /// <summary>Reads a tile or a bundle.</summary>
    /// <param name="address">Which one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its bytes, which nobody changes afterwards; empty where there is none.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken);
}

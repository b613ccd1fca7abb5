namespace Platform.Audit.Tiles;

/// <summary>Where the tiles and entry bundles of a log are written to. What was written never changes.</summary>
public interface ITileTarget
{
    /// <summary>Writes a tile or a bundle.</summary>
    /// <param name="address">Which one.</param>
    /// <param name="bytes">All of its bytes. The target copies them if it keeps them.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when it is written.</returns>
    /// <exception cref="TileException">Something else stands there already.</exception>
    ValueTask WriteAsync(TileAddress address, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

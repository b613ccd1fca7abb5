namespace Platform.Audit.Tiles;

/// <summary>A tile or an entry bundle is missing, or is not what it must be.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="address">Which one.</param>
public sealed class TileException(string message, TileAddress address) : Exception($"{address}: {message}")
{
    /// <summary>Which tile or bundle.</summary>
    public TileAddress Address { get; } = address;
}

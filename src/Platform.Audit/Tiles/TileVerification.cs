namespace Platform.Audit.Tiles;

/// <summary>What came of verifying a log: the fault that comes first in it, if there is one.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Address">The tile or bundle where it was found. Means nothing for <see cref="TileFault.None"/> and <see cref="TileFault.RootDiffers"/>.</param>
/// <param name="Index">
/// For <see cref="TileFault.EntryDiffers"/> the index of the entry in the log; for <see cref="TileFault.HashDiffers"/> that of the hash in its tile.
/// </param>
public readonly record struct TileVerification(TileFault Fault, TileAddress Address = default, long Index = 0)
{
    /// <summary>Whether every entry is the one that was signed.</summary>
    public bool IsIntact => Fault == TileFault.None;

    /// <summary>For people.</summary>
    /// <returns>One sentence.</returns>
    public override string ToString() => Fault switch
    {
        TileFault.None => "intact",
        TileFault.Missing => $"{Address} is missing",
        TileFault.Malformed => $"{Address} is malformed",
        TileFault.EntryDiffers => $"entry {Index} in {Address} is not the one that was signed",
        TileFault.HashDiffers => $"hash {Index} in {Address} is not that of the tile below it",
        _ => "the root is not the one that was signed",
    };
}

namespace Platform.Audit.Tiles;

/// <summary>What is wrong with a log.</summary>
public enum TileFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A tile or a bundle is missing.</summary>
    Missing,

    /// <summary>A tile has the wrong length, or a bundle does not hold as many entries as it must.</summary>
    Malformed,

    /// <summary>An entry does not have the hash that stands for it in the tree.</summary>
    EntryDiffers,

    /// <summary>A hash in a tile is not that of the tile below it.</summary>
    HashDiffers,

    /// <summary>Entries and tiles fit each other, and are not what was signed.</summary>
    RootDiffers,
}

using Platform.Audit.Tiles;

namespace Platform.Audit.Tool.Trust;

/// <summary>What is wrong with a log, with every file that may be the one.</summary>
internal static class TileFaults
{
    /// <summary>Where an entry and its hash differ, the one or the other was changed: only what is above says which, and that may have been changed too.</summary>
    public static string Describe(TileVerification found) => found.Fault == TileFault.EntryDiffers
        ? $"{found}, or its hash in {TileAddress.Hashes(0, found.Address.Index, found.Address.Width)} was changed"
        : found.ToString();
}

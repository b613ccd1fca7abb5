using Platform.Audit.Tiles;

namespace Platform.Audit.Tool.Trust;

/// <summary>Whether a log goes on from where somebody has seen it before.</summary>
internal static class History
{
    /// <summary>Compares the log with a checkpoint that was kept.</summary>
    /// <param name="tiles">The log.</param>
    /// <param name="now">What it says of itself now.</param>
    /// <param name="before">What it has signed before.</param>
    /// <param name="where">Where that was kept.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public static async Task<string?> FindFaultAsync(ITileSource tiles, SignedTree now, SignedTree before, string where, CancellationToken cancellationToken)
    {
        if (before.Size > now.Size)
            return FormattableString.Invariant($"the log has been taken back: {where} speaks of {before.Size} records, and the log of {now.Size}");
        if (before.Size == now.Size)
            return before.Root == now.Root ? null : FormattableString.Invariant($"the log has two histories: {where} has another root over the same {now.Size} records");
        try
        {
            // By a proof between the two roots: tiles alone would be believed, and whoever serves them would say which of them are looked at when.
            return await new TileReader(tiles, now.Size).Prover.ContinuesAsync(before.Size, before.Root, now.Size, now.Root, cancellationToken).ConfigureAwait(false)
                ? null
                : FormattableString.Invariant($"the log has another history: it does not prove that its {now.Size} records continue the {before.Size} that {where} speaks of");
        }
        catch (TileException exception)
        {
            return $"whether the log continues {where} cannot be told: {exception.Message}";
        }
    }
}

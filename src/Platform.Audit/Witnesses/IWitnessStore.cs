namespace Platform.Audit.Witnesses;

/// <summary>Keeps the last checkpoint of each log that a witness has cosigned. For several threads at once.</summary>
public interface IWitnessStore
{
    /// <summary>Reads the last checkpoint of a log.</summary>
    /// <param name="origin">The origin of the log.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The signed note, as it was kept; empty where there is none.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(string origin, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a checkpoint in place of the last one, if that is still the one that was looked at: both at once, so that of two requests at the same time the
    /// later one cannot take the log back.
    /// </summary>
    /// <param name="origin">The origin of the log.</param>
    /// <param name="expected">What <see cref="ReadAsync"/> gave; empty where there was none.</param>
    /// <param name="checkpoint">The signed note.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it is kept, on the disk; <see langword="false"/> where another is there by now.</returns>
    ValueTask<bool> TryReplaceAsync(string origin, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);
}

namespace Platform.Audit.Checkpoints;

/// <summary>
/// Keeps the last checkpoint where whoever restores or changes the store does not reach: another disk, another machine, an object store with locks. A log that starts
/// compares, and refuses to go on from a store that is older than what it has signed.
/// </summary>
/// <remarks>A checkpoint is given to the anchor before anybody else sees it. Called by one at a time.</remarks>
public interface ICheckpointAnchor
{
    /// <summary>Reads the last checkpoint.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The signed note; empty where there has never been one. What was lost or emptied is an error, if it can be told.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a checkpoint in place of the one before it. Never one of fewer records in place of one of more, nor another root in place of one of the same
    /// size: a process that was paused, and
    /// whose log another has meanwhile, may call this late.
    /// </summary>
    /// <param name="checkpoint">The signed note.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when a crash cannot lose it.</returns>
    ValueTask WriteAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);
}

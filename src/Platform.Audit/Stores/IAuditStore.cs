using Platform.Audit.Tiles;

namespace Platform.Audit.Stores;

/// <summary>
/// Keeps the records of one log, the hashes of its tree and its last checkpoint. Records are only ever added. One process at a time adds them:
/// the one that has acquired the log last.
/// </summary>
/// <remarks>
/// <para>What a store promises:</para>
/// <list type="bullet">
/// <item>When <see cref="CommitAsync"/> returns, all of the batch is on the disk. When it throws, all of it is there or nothing.</item>
/// <item>No two records ever have the same index: a batch that begins anywhere but at the end is refused, whoever sends it.</item>
/// <item>After a second process has acquired the log, the first can commit nothing (<see cref="AuditFencedException"/>).</item>
/// <item>As a source of tiles it gives what was committed: entries, the hashes that were stored beside them (level 0), and the nodes above.</item>
/// </list>
/// <para>The contract is a test that every store passes. Reading may happen on several threads, at any time; the rest is called by one at a time.</para>
/// </remarks>
public interface IAuditStore : ITileSource
{
    /// <summary>Takes the log, so that this process adds to it, and no other from now on. Called again by the same process it begins a new epoch.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How the log stands; <see langword="null"/> while another process that is alive has it.</returns>
    /// <exception cref="AuditIntegrityException">What is stored cannot have been left so.</exception>
    ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken);

    /// <summary>Reads how the log stands, without taking it.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How it stands; of a log that nobody has begun, its size is 0.</returns>
    /// <exception cref="AuditIntegrityException">What is stored cannot have been left so.</exception>
    ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken);

    /// <summary>Adds records with everything that belongs to them, in one transaction that is on the disk when this returns.</summary>
    /// <param name="batch">What to add. Its memory is used again after the call.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it was committed is then unknown.</param>
    /// <returns>A task that ends when it is on the disk.</returns>
    /// <exception cref="AuditFencedException">Another process has acquired the log, or the batch does not begin at its end. Nothing was added.</exception>
    /// <exception cref="AuditIntegrityException">What is on the disk cannot be known any more, as after a sync that failed: nothing is added until a person
    /// has looked and started the process again.</exception>
    ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken);

    /// <summary>Keeps a checkpoint in place of the one before it.</summary>
    /// <param name="epoch">The epoch of whoever has signed it.</param>
    /// <param name="checkpoint">The signed note.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is on the disk.</returns>
    /// <exception cref="AuditFencedException">Another process has acquired the log.</exception>
    ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken);

    /// <summary>Lets go of the log, so that another process can have it at once.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the log is free.</returns>
    ValueTask ReleaseAsync(CancellationToken cancellationToken);
}

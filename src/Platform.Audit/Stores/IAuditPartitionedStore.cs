namespace Platform.Audit.Stores;

/// <summary>A store that keeps records in ranges, and can drop the oldest of them. The hashes of what is dropped stay, so that every proof
/// goes on verifying.</summary>
/// <remarks>
/// <para>What such a store promises beside what <see cref="IAuditStore"/> says:</para>
/// <list type="bullet">
/// <item>Only the beginning of the log is ever dropped: from <see cref="AuditStoreState.KeptFrom"/> on nothing is missing (C2SP tlog-tiles,
/// "Pruning").</item>
/// <item>As a source of tiles it goes on giving every hash, also of the lowest level, and no entries of what was dropped.</item>
/// <item><see cref="DropAsync"/> happens as a whole or not at all, and adding goes on meanwhile.</item>
/// </list>
/// <para>Whether something may be dropped it does not ask: <see cref="Retention.IAuditRetention"/> does. The contract is a test that every
/// such store passes.</para>
/// </remarks>
public interface IAuditPartitionedStore : IAuditStore
{
    /// <summary>Reads which partitions there are, the one that is being filled and those that wait for it among them.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The partitions, each beginning where the one before ends.</returns>
    ValueTask<IReadOnlyList<AuditPartition>> ReadPartitionsAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the hashes of a partition apart from its records. Again it does nothing.</summary>
    /// <param name="partition">A partition that is full.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when all of them are kept.</returns>
    /// <exception cref="AuditIntegrityException">Records of it are missing.</exception>
    ValueTask SealAsync(AuditPartition partition, CancellationToken cancellationToken);

    /// <summary>Drops the first partition, with what the index has of it.</summary>
    /// <param name="partition">The first partition; it was sealed.</param>
    /// <param name="droppedBy">The record that says so, which is behind it.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it happened is then unknown.</param>
    /// <returns>Whether it was dropped now. Not where it is not the first, was not sealed, has the last record of the log, or the record is
    /// not there: then nothing has changed.</returns>
    ValueTask<bool> DropAsync(AuditPartition partition, long droppedBy, CancellationToken cancellationToken);
}

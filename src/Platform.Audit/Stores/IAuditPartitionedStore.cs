namespace Platform.Audit.Stores;

/// <summary>A store that keeps records in ranges, and can drop the oldest of them. The hashes of what is dropped stay, so that every proof
/// goes on verifying.</summary>
/// <remarks>
/// <para>What such a store promises beside what <see cref="IAuditStore"/> says:</para>
/// <list type="bullet">
/// <item>Only the beginning of the log is ever dropped: from <see cref="AuditStoreState.KeptFrom"/> on nothing is missing (C2SP tlog-tiles,
/// "Pruning").</item>
/// <item>As a source of tiles it goes on giving every hash, also of the lowest level, and no entries of what was dropped.</item>
/// <item>A partition and no record more is dropped, in the transaction that adds the record which says so, or nothing of both has happened.</item>
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

    /// <summary>Reads the hashes that are kept apart, also while the records are there: somebody else may have written them.</summary>
    /// <param name="bundle">Of which bundle.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its 256 hashes; empty where they are not kept.</returns>
    ValueTask<ReadOnlyMemory<byte>> ReadSealedAsync(long bundle, CancellationToken cancellationToken);

    /// <summary>Takes the locks that a drop needs, in a transaction.</summary>
    /// <param name="partition">The first partition, exactly as it lies; it was sealed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The drop, with nothing changed yet; <see langword="null"/> where somebody looks into the records, so that it may be tried again.</returns>
    /// <exception cref="InvalidOperationException">It is not the first partition, was not sealed, or has the last record of the log.</exception>
    ValueTask<IAuditPartitionDrop?> TryBeginDropAsync(AuditPartition partition, CancellationToken cancellationToken);

    /// <summary>Takes back the room of what was dropped, where a store does not do that with the drop itself: that is no work of whoever appends. It is asked for behind each drop and before the first of a run,
    /// so that what a process left behind that died in between goes with the next.</summary>
    /// <param name="cancellationToken">Ends the attempt; what is left goes with the next.</param>
    /// <returns>A task that ends when everything is gone that nobody looks into.</returns>
    ValueTask ReclaimAsync(CancellationToken cancellationToken);
}

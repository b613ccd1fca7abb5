namespace Platform.Audit.Stores;

/// <summary>A partition that is about to be dropped, whose locks are held. Disposing of it without <see cref="CommitAsync"/> changes nothing. For one thread.</summary>
public interface IAuditPartitionDrop : IAsyncDisposable
{
    /// <summary>Adds the record that says so and drops the partition with what the index has of it, in one transaction.</summary>
    /// <param name="batch">That one record, which follows the last of the log.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it happened is then unknown.</param>
    /// <returns>A task that ends when both have happened.</returns>
    /// <exception cref="AuditFencedException">The epoch is over, the log does not end where the batch begins, or does not begin with the partition any more: nothing
    /// has changed.</exception>
    ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken);
}

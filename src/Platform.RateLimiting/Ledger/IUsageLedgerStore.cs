namespace Platform.RateLimiting.Ledger;

/// <summary>Keeps the usage ledger. Thread-safe; several processes may use one.</summary>
public interface IUsageLedgerStore
{
    /// <summary>
    /// Decides and writes a batch in one transaction, which is durable when this returns. Within it: if the writer's last batch has this
    /// one's number, <see cref="LedgerBatch.Recall"/> with what was stored then, and nothing else. Otherwise load the accounts so that nobody
    /// else can change them, opening those that are missing with what is carried into them, <see cref="LedgerBatch.Decide"/>, and write the
    /// accounts, add to the open slices of usage, and store number and outcome for the writer.
    /// </summary>
    /// <param name="batch">The batch. One writer sends one at a time.</param>
    /// <param name="cancellationToken">Asks to end soon, committed or not.</param>
    /// <returns>A task that ends when it is committed.</returns>
    ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken);

    /// <summary>Sums up usage.</summary>
    /// <param name="query">What to sum up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The sums, by policy, consumer (ordinal) and time; those that are 0 are left out.</returns>
    ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Numbers the open slices that ended at <paramref name="endedBy"/> or before, so that they never change again, and reads those that have a
    /// number. Numbers are given once, without a gap, in the order in which readers see them.
    /// </summary>
    /// <param name="after">Reads those with a higher number.</param>
    /// <param name="most">Reads no more than this.</param>
    /// <param name="endedBy">Numbers what ended by then; <see langword="null"/> numbers all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was read.</returns>
    ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken);

    /// <summary>
    /// Sums slices that have a number up to <paramref name="exportedThrough"/> and ended at <paramref name="before"/> or earlier into days of UTC, and
    /// forgets them; so also windows that ended by then and have a later one of the same quota and consumer, and writers not heard of since.
    /// </summary>
    /// <param name="before">What is older goes.</param>
    /// <param name="exportedThrough">The highest number that may go.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many slices were summed up.</returns>
    ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken);
}

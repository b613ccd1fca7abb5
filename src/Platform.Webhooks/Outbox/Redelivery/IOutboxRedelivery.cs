using System.Data.Common;

namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>Delivers again what was delivered, or given up. Thread-safe.</summary>
/// <remarks>
/// A consumer gets what is new beside it: never do more than 64 redelivered events stand before a new one. They come in the order in which they were
/// published, with their ids, so that a receiver that
/// handles each id once does not notice those that it has. An event that still waits for the consumer is not added again.
/// </remarks>
public interface IOutboxRedelivery
{
    /// <summary>
    /// Says what <see cref="StartAsync"/> would do, and does nothing. It looks at all events of the days of that time, so it may take long: it gives up after
    /// five seconds.
    /// </summary>
    /// <param name="request">What is to be delivered again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The estimate; <see langword="null"/> where there is no such consumer.</returns>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    /// <exception cref="RedeliveryLimitException">This process makes another estimate.</exception>
    ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Begins. The processes that dispatch do the rest.</summary>
    /// <param name="request">What is to be delivered again.</param>
    /// <param name="cancellationToken">Ends the wait. What was cancelled may have begun nevertheless.</param>
    /// <returns>The job; <see langword="null"/> where there is no such consumer.</returns>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    /// <exception cref="RedeliveryLimitException">
    /// Another for the consumer has not ended, or four for consumers of its tenant have not, or 16 for all consumers that are not disabled.
    /// </exception>
    ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends a job. What it has added already is delivered.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was such a job that had not ended.</returns>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    ValueTask<bool> CancelAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists jobs, the latest first. Those that ended before the retention are forgotten, and those that were begun before it and whose
    /// consumer is disabled are ended.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="DbException">The database refuses, or does not answer.</exception>
    ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken = default);
}

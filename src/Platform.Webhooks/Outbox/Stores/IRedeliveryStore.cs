using Platform.Webhooks.Outbox.Redelivery;

namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a store of an outbox does besides, so that events can be delivered again. Thread-safe.</summary>
/// <remarks>A store that ends the process at any moment leaves a job as it was before the step, or after it.</remarks>
public interface IRedeliveryStore
{
    /// <summary>How many deliveries may wait in a lane while a job puts more into it: what a new event waits for at most.</summary>
    const int MostBeforeNew = 64;

    /// <summary>How many events a job looks at in one step.</summary>
    const int MostLookedAt = 500;

    /// <summary>How many jobs may run at once, over all lanes. A lane has one. Those of lanes that are disabled do not count.</summary>
    const int MostRunning = 16;

    /// <summary>How many of them may be of lanes of one tenant, those that are disabled as well.</summary>
    const int MostRunningOfTenant = 4;

    /// <summary>Counts what a job would add, and changes nothing.</summary>
    /// <param name="request">What is to be delivered again.</param>
    /// <param name="now">The end of its time, where it names none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The estimate; <see langword="null"/> where there is no such lane.</returns>
    ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes a job, and wakes whoever listens.</summary>
    /// <param name="request">What is to be delivered again.</param>
    /// <param name="now">The time, and the end of the job's time where it names none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The job, which has ended already where nothing was published in its time; <see langword="null"/> where there is no such lane.</returns>
    /// <exception cref="RedeliveryLimitException">
    /// A job of the lane has not ended, or <see cref="MostRunningOfTenant"/> of its tenant's lanes, or <see cref="MostRunning"/> of all
    /// that are not disabled.
    /// </exception>
    ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Ends a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was such a job that had not ended.</returns>
    ValueTask<bool> CancelAsync(long id, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lists jobs, the latest first.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The jobs.</returns>
    ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes one job one step further, each in its turn: as many of its next events are put into its lane as make <see cref="MostBeforeNew"/> deliveries in
    /// it, in the order in which they were
    /// published; those that wait there, or are not routed yet, are passed over. A dead letter that is put there is none any more. Job and lane change
    /// together. It looks at no more than
    /// <see cref="MostLookedAt"/> events, or dead letters where these are all it asks for, since others wait meanwhile. A job whose lane is full, held back
    /// or disabled has no turn.
    /// </summary>
    /// <param name="now">When they are due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What it came to.</returns>
    ValueTask<RedeliveryProgress> StepAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

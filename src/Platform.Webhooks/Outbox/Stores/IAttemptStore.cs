namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a store of an outbox does besides, so that people can look at the latest attempts of a receiver. Thread-safe.</summary>
public interface IAttemptStore
{
    /// <summary>
    /// Keeps attempts, and forgets those of their receivers that are older than so many. Attempts of receivers that are not there are left
    /// out.
    /// </summary>
    /// <param name="attempts">The attempts, in their order. Their numbers are given by the store.</param>
    /// <param name="kept">How many stay of each receiver: at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When they are kept.</returns>
    ValueTask WriteAttemptsAsync(IReadOnlyCollection<KeptAttempt> attempts, int kept, CancellationToken cancellationToken);

    /// <summary>Lists attempts of a receiver, the latest first.</summary>
    /// <param name="endpoint">The receiver.</param>
    /// <param name="before">Those with a smaller number; <see langword="null"/> for the latest.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The attempts.</returns>
    ValueTask<IReadOnlyList<KeptAttempt>> ListAttemptsAsync(string endpoint, long? before, int most, CancellationToken cancellationToken);

    /// <summary>Forgets attempts of all receivers by their age.</summary>
    /// <param name="before">Those that ended before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>When they are forgotten.</returns>
    ValueTask TrimAttemptsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

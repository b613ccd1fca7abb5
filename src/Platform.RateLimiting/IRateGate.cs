namespace Platform.RateLimiting;

/// <summary>Decides whether a call may go on now. Thread-safe.</summary>
public interface IRateGate
{
    /// <summary>Takes the cost of a call from all limits of a policy, or from none.</summary>
    /// <param name="policy">The policy, from <see cref="IRateLimitPolicies"/>.</param>
    /// <param name="key">Whom it is counted for.</param>
    /// <param name="cost">How many permits; 0 only asks whether one could be taken.</param>
    /// <param name="tier">The tier that the caller belongs to; one that the policy does not know counts as none.</param>
    /// <param name="cancellationToken">Ends the wait for a store; the local gate never waits.</param>
    /// <returns>The decision.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is negative.</exception>
    ValueTask<RateLimitDecision> AcquireAsync(RateLimitPolicy policy, in RateLimitKey key, long cost = 1, string? tier = null, CancellationToken cancellationToken = default);

    /// <summary>Takes an estimated cost now, to be settled when the true cost is known.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="key">Whom it is counted for.</param>
    /// <param name="cost">The estimate, in permits; at least 1.</param>
    /// <param name="tier">The tier that the caller belongs to.</param>
    /// <param name="cancellationToken">Ends the wait for a store; the local gate never waits.</param>
    /// <returns>The decision, and the way to settle it.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is less than 1.</exception>
    ValueTask<RateLimitReservation> ReserveAsync(RateLimitPolicy policy, in RateLimitKey key, long cost, string? tier = null, CancellationToken cancellationToken = default);
}

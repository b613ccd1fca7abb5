namespace Platform.RateLimiting;

/// <summary>Follows how consumers behave, for policies that have <see cref="RateLimitPolicyOptions.Behavior"/>; for others it does nothing. Thread-safe.</summary>
public interface IConsumerBehavior
{
    /// <summary>Tells of a call that has ended. The middleware does so by itself.</summary>
    /// <param name="policy">The policy that the call counted by.</param>
    /// <param name="key">Whom it counted for.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="cost">What it cost, in a unit that is the same for all calls of the policy: the middleware takes milliseconds.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> is negative or not a number.</exception>
    void Observe(RateLimitPolicy policy, in RateLimitKey key, ConsumerCallOutcome outcome, double cost = 1);

    /// <summary>How a consumer stands.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="key">The consumer.</param>
    /// <returns>Its standing; the factor 1 for one that nothing is known of.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    ConsumerStanding GetStanding(RateLimitPolicy policy, in RateLimitKey key);

    /// <summary>Those whose factor is not 1.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Their standings, the lowest factor first.</returns>
    IReadOnlyList<ConsumerStanding> GetChanged(RateLimitPolicy policy, int count = 100);
}

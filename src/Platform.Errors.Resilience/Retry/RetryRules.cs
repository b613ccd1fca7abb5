namespace Platform.Errors.Resilience;

/// <summary>Decides about a retry, except for the budget: that one is shared, so it is asked last and only if everything else says yes.</summary>
internal static class RetryRules
{
    /// <summary>Decides.</summary>
    /// <param name="options">The rules.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="idempotency">What the caller has declared.</param>
    /// <param name="attempts">Attempts made so far, at least 1.</param>
    /// <param name="remaining">How much of the total time is left.</param>
    /// <param name="random">From 0 to below 1.</param>
    /// <param name="delay">How long to wait.</param>
    /// <returns>Anything but <see cref="RetryVerdict.BudgetSpent"/>.</returns>
    public static RetryVerdict Decide(
        RetryOptions options, in Error error, Idempotency idempotency, int attempts, TimeSpan remaining, double random, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (error.Descriptor.Retry == ErrorRetry.Never)
            return RetryVerdict.NotRetryable;
        if (idempotency is not (Idempotency.Idempotent or Idempotency.Keyed))
            return RetryVerdict.NotIdempotent;
        if (attempts > options.MaximumRetries)
            return RetryVerdict.AttemptsSpent;
        if (error.RetryAfter is { } asked)
        {
            delay = asked;
            if (asked > options.MaximumRetryAfter)
                return RetryVerdict.WaitTooLong;
        }
        else
        {
            delay = Backoff(options, attempts, random);
        }
        return delay < remaining ? RetryVerdict.Retry : RetryVerdict.WaitTooLong;
    }

    /// <summary>Exponential, between the half and the whole. The exponent is bounded before it is applied, so that no number of attempts overflows.</summary>
    private static TimeSpan Backoff(RetryOptions options, int attempts, double random)
    {
        var longest = Math.Min(options.BaseDelay.Ticks * Math.Pow(2, Math.Min(attempts - 1, 62)), options.MaximumDelay.Ticks);
        return TimeSpan.FromTicks((long)(longest * (0.5 + (random / 2))));
    }
}

namespace Platform.Errors.Resilience;

/// <summary>Whether a failed attempt is followed by another, and if not, why.</summary>
internal enum RetryVerdict
{
    Retry,
    NotRetryable,
    NotIdempotent,
    AttemptsSpent,
    WaitTooLong,
    BudgetSpent,
}

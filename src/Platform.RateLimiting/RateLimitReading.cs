namespace Platform.RateLimiting;

/// <summary>How one limit stood for a key when a decision was made.</summary>
/// <param name="Limit">The limit's name.</param>
/// <param name="Permits">Permits that come back in each <paramref name="Per"/>, for this key.</param>
/// <param name="Per">The time in which they come back.</param>
/// <param name="Burst">Permits that can be taken at once.</param>
/// <param name="Remaining">Whole permits that can be taken now, after this decision.</param>
/// <param name="RetryAfter">The time until the same cost is admitted by this limit, if nothing else is taken meanwhile; zero when it is now. <see langword="null"/> when it never is, because the cost is more than a burst.</param>
/// <param name="ResetAfter">The time until the whole burst is there again.</param>
public readonly record struct RateLimitReading(
    string Limit, long Permits, TimeSpan Per, long Burst, long Remaining, TimeSpan? RetryAfter, TimeSpan ResetAfter);

namespace Platform.Errors.Resilience;

/// <summary>
/// When and how often a failed call is made again: only if the catalogue calls its error retryable, and only if it may have its effect twice.
/// </summary>
public sealed class RetryOptions
{
    /// <summary>How many attempts may follow the first.</summary>
    /// <value>Default: 3. From 0, which switches retries off, to 100.</value>
    public int MaximumRetries { get; set; } = 3;

    /// <summary>
    /// The longest wait before the first retry. It doubles for each one after, and the real wait lies between its half and the whole, so that callers that
    /// failed together do not come back together.
    /// </summary>
    /// <value>Default: 200 milliseconds. From 0 to <see cref="MaximumDelay"/>.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait of this side's choosing.</summary>
    /// <value>Default: 5 seconds. From 0 to 24 hours.</value>
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest wait of the other side's choosing (<see cref="Error.RetryAfter"/>). If it asks for more, the call fails at once: earlier it may
    /// not be repeated.
    /// </summary>
    /// <value>Default: 10 seconds. From 0 to 24 hours.</value>
    public TimeSpan MaximumRetryAfter { get; set; } = TimeSpan.FromSeconds(10);
}

namespace Platform.Errors.Resilience;

/// <summary>
/// How calls to one dependency are protected. Validated when the host starts, and read once: a circuit and a budget that changed under way would forget what
/// they know.
/// </summary>
public sealed class PlatformResilienceOptions
{
    /// <summary>How long a call may take with all its attempts and the waits between them. A wait that would not end before is not begun.</summary>
    /// <value>Default: 30 seconds. From 10 milliseconds to 24 hours, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take.</summary>
    /// <value>Default: 10 seconds. From 10 milliseconds to 24 hours, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>When and how often a failed call is made again.</summary>
    public RetryOptions Retry { get; } = new();

    /// <summary>How many retries all calls together may make.</summary>
    public RetryBudgetOptions RetryBudget { get; } = new();

    /// <summary>When calls are no longer made.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; } = new();
}

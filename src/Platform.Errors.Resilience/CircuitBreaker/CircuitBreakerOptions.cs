namespace Platform.Errors.Resilience;

/// <summary>
/// When a dependency has failed so often that it is left alone for a while. Only what is the dependency's fault counts: an error of kind
/// <see cref="ErrorKind.Internal"/>, <see cref="ErrorKind.DependencyFailed"/>, <see cref="ErrorKind.Unavailable"/>, <see cref="ErrorKind.Timeout"/> or
/// <see cref="ErrorKind.DataLoss"/>.
/// </summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>Whether there is a breaker.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool IsEnabled { get; set; } = true;

    /// <summary>The share of attempts that must fail within <see cref="SamplingDuration"/>.</summary>
    /// <value>Default: 0.5. Above 0, to 1.</value>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>How far back attempts count, to a tenth.</summary>
    /// <value>Default: 30 seconds. From 100 milliseconds to 24 hours.</value>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts there must have been within <see cref="SamplingDuration"/> before the share means something.</summary>
    /// <value>Default: 20. From 1 to 1,000,000.</value>
    public int MinimumThroughput { get; set; } = 20;

    /// <summary>How many attempts in a row must fail, however few there are.</summary>
    /// <value>Default: 10. From 0, which leaves it to the share alone, to 1,000,000.</value>
    public int ConsecutiveFailures { get; set; } = 10;

    /// <summary>How long no call is made. It doubles each time the dependency still fails afterwards.</summary>
    /// <value>Default: 5 seconds. From 10 milliseconds to <see cref="MaximumBreakDuration"/>.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which no call is made.</summary>
    /// <value>Default: 1 minute. To 24 hours.</value>
    public TimeSpan MaximumBreakDuration { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many attempts, one after another, must succeed before the circuit closes again.</summary>
    /// <value>Default: 1. From 1 to 1,000.</value>
    public int SuccessfulProbes { get; set; } = 1;
}

namespace Platform.Errors.Resilience;

/// <summary>
/// How many retries all calls together may make, so that a dependency in trouble gets hardly more load than one in health. Over any time they are at most
/// <see cref="Burst"/> + <see cref="Ratio"/> × calls + <see cref="MinimumPerSecond"/> × seconds.
/// </summary>
public sealed class RetryBudgetOptions
{
    /// <summary>Retries that each call earns. One that an open circuit refuses earns nothing.</summary>
    /// <value>Default: 0.1, ten per cent more load. From 0 to 10.</value>
    public double Ratio { get; set; } = 0.1;

    /// <summary>Retries that are earned by time alone, so that rare calls are repeated too.</summary>
    /// <value>Default: 1. From 0 to 1,000,000.</value>
    public double MinimumPerSecond { get; set; } = 1;

    /// <summary>The most retries that can be saved up, and how many there are at the start.</summary>
    /// <value>Default: 10. From 0, which leaves no retry at all, to 1,000,000.</value>
    public int Burst { get; set; } = 10;
}

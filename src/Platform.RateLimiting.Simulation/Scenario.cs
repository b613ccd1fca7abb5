namespace Platform.RateLimiting.Simulation;

/// <summary>What happens in a simulation: a service, who calls it, and what goes wrong.</summary>
public sealed record Scenario
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>A sentence that says what it shows.</summary>
    /// <value>Empty.</value>
    public string Description { get; init; } = "";

    /// <summary>How long it takes, in virtual time.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much of the beginning is left out of the totals, so that they tell of the state that follows. The curves show it.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The service.</summary>
    /// <value>See <see cref="ServiceModel"/>.</value>
    public ServiceModel Service { get; init; } = new();

    /// <summary>How the service changes.</summary>
    /// <value>Not at all.</value>
    public IReadOnlyList<CapacityStep> Capacity { get; init; } = [];

    /// <summary>Who calls.</summary>
    /// <value>One tenant with five times the capacity.</value>
    public IReadOnlyList<SimulatedTenant> Tenants { get; init; } = [new("all", 5)];

    /// <summary>How long callers wait. What comes later is of no use to them, but the service works on it to the end.</summary>
    /// <value>Half a second.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a caller tries again after a refusal or when nothing came in time.</summary>
    /// <value>0.</value>
    public int Retries { get; init; }

    /// <summary>The pause before the first retry; it doubles, and varies at random by half.</summary>
    /// <value>100 ms.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);
}

namespace Platform.RateLimiting.Simulation;

/// <summary>Somebody who calls at random moments (a Poisson process).</summary>
/// <param name="Name">Who.</param>
/// <param name="Load">Calls a second, as a share of the service's capacity: 5 is five times what it can do.</param>
public sealed record SimulatedTenant(string Name, double Load)
{
    /// <summary>How important its calls are.</summary>
    /// <value><see cref="LoadPriority.Normal"/>.</value>
    public LoadPriority Priority { get; init; } = LoadPriority.Normal;

    /// <summary>Times from which it calls more or less: by how much <see cref="Load"/> is multiplied.</summary>
    /// <value>None.</value>
    public IReadOnlyList<LoadStep> Steps { get; init; } = [];
}

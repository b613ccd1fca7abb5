namespace Platform.RateLimiting.Simulation;

/// <summary>A change of the service.</summary>
/// <param name="At">When, from the beginning.</param>
/// <param name="Parallelism">What is left of <see cref="ServiceModel.Parallelism"/>: 0.5 is half, 1 all.</param>
/// <param name="Speed">At which share of their speed calls run: 0.5 makes each take twice its time.</param>
public sealed record CapacityStep(TimeSpan At, double Parallelism = 1, double Speed = 1);

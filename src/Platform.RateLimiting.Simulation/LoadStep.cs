namespace Platform.RateLimiting.Simulation;

/// <summary>A change of what a tenant asks for.</summary>
/// <param name="At">When, from the beginning.</param>
/// <param name="Factor">By how much its load is multiplied from then on.</param>
public sealed record LoadStep(TimeSpan At, double Factor);

namespace Platform.Errors.Resilience;

/// <summary>A change of a circuit.</summary>
/// <param name="State">What it is now.</param>
/// <param name="BreakDuration">If open, for how many ticks.</param>
internal readonly record struct CircuitChange(CircuitState State, long BreakDuration);

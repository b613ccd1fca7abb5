namespace Platform.Errors.Resilience;

/// <summary>The circuit's answer to whether an attempt may be made.</summary>
/// <param name="IsAllowed">Whether it may.</param>
/// <param name="Generation">Which period of the circuit it belongs to; an outcome that arrives in a later one no longer counts.</param>
/// <param name="Wait">If not, how many ticks until it may be worth asking again.</param>
internal readonly record struct Admission(bool IsAllowed, int Generation, long Wait);

namespace Platform.Validation.Sanitizing;

/// <summary>A text that sanitisers changed. Before and after may hold personal data: they are for the caller, and nothing of ours logs them.</summary>
/// <param name="InstancePointer">Where it stands, as a JSON Pointer (RFC 6901) with the names on the wire.</param>
/// <param name="Before">The text as it came in.</param>
/// <param name="After">The text as it is now.</param>
public readonly record struct SanitizationChange(string InstancePointer, string Before, string After);

namespace Platform.Errors.Resilience;

/// <summary>Says in the container that the client of this name has its handler.</summary>
/// <param name="Name">The name of the client.</param>
internal sealed record ResilientClient(string Name);

namespace Platform.Errors.Resilience;

/// <summary>Says in the container that there is a pipeline of this name.</summary>
/// <param name="Value">The name.</param>
internal sealed record PipelineName(string Value);

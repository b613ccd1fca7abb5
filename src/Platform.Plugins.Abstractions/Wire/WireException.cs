namespace Platform.Plugins.Abstractions.Wire;

/// <summary>A message holds something else than it should: it was cut off or damaged, or the other side speaks of another contract.</summary>
/// <param name="message">What is wrong with it. Nothing of the message is quoted.</param>
public sealed class WireException(string message) : Exception(message);

namespace Platform.Plugins.Testing.Capturing;

/// <summary>Something that was measured, with its tags as text: the objects of a plugin would keep it in memory.</summary>
/// <param name="Meter">The name of the meter.</param>
/// <param name="Instrument">The name of the instrument.</param>
/// <param name="Value">The value, in the unit of the instrument.</param>
/// <param name="Tags">The tags by their names.</param>
public sealed record CapturedMeasurement(string Meter, string Instrument, double Value, IReadOnlyDictionary<string, string?> Tags);

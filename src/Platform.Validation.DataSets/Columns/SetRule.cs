using Platform.Validation.DataSets.Checks;

namespace Platform.Validation.DataSets.Columns;

/// <summary>A rule on the whole, judged when everything has been seen.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Severity">How bad it is when it does not hold.</param>
/// <param name="Judge">What was observed, in words and as a number, and whether that is as it should be; nothing observed where there was nothing to see.</param>
internal sealed record SetRule<TState>(RuleInfo Info, Severity Severity, Func<TState, RunContext, Observation?> Judge);

/// <param name="Text">What was observed, in words.</param>
/// <param name="Value">The number that was judged.</param>
/// <param name="Holds">Whether the rule holds.</param>
internal sealed record Observation(string Text, double Value, bool Holds);

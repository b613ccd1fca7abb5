namespace Platform.Validation.DataSets.Checks;

/// <summary>What a rule is, whoever checks it.</summary>
/// <param name="Id">Unique in the data set: column and kind, or the name that the author gave.</param>
/// <param name="Kind">One of <see cref="RuleKind"/>.</param>
/// <param name="Column">The column; empty for a rule on rows or on the whole.</param>
/// <param name="Description">What it asks for, in words.</param>
/// <param name="Threshold">How many rows may break it.</param>
/// <param name="Parameters">What another engine needs to ask the same; nothing where none can.</param>
internal sealed record RuleInfo(string Id, string Kind, string Column, string Description, Threshold Threshold, object? Parameters = null);

internal sealed record RangeParameters(object? Minimum, object? Maximum);

/// <param name="Values">An array of the values' own type.</param>
internal sealed record OneOfParameters(Array Values);

internal sealed record LengthParameters(int Minimum, int Maximum);

internal sealed record NotInFutureParameters(TimeSpan Tolerance);

internal sealed record FreshParameters(TimeSpan Within, TimeSpan Tolerance);

/// <summary>What a rule on the whole asks of a number.</summary>
internal sealed record BoundsParameters(double Minimum, double Maximum);

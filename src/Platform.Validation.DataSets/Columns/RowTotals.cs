namespace Platform.Validation.DataSets.Columns;

/// <summary>How many rows a run has seen.</summary>
/// <param name="Read">All of them.</param>
/// <param name="Refused">Those that could not be read.</param>
internal sealed record RowTotals(long Read, long Refused);

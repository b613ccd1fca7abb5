namespace Platform.Validation.DataSets;

/// <summary>How far a run has come.</summary>
/// <param name="RowsRead">Rows read so far, those of earlier runs that it goes on from among them.</param>
/// <param name="RowsRefused">Of these, those that could not be read.</param>
/// <param name="RowsFailed">Of these, those that broke a rule or could not be read.</param>
/// <param name="Share">How much of the source that is, from 0 to 1; nothing where nobody knows.</param>
/// <param name="Elapsed">How long it has taken.</param>
public sealed record DataSetProgress(long RowsRead, long RowsRefused, long RowsFailed, double? Share, TimeSpan Elapsed);

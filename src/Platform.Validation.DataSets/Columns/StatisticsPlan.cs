namespace Platform.Validation.DataSets.Columns;

/// <summary>What is kept of the values of a column beside their number. Of a sensitive one only what a rule asks for.</summary>
/// <param name="HasMoments">Mean and deviation.</param>
/// <param name="HasExtremes">The smallest and the largest value.</param>
/// <param name="HasDistinct">How many different ones there are.</param>
/// <param name="HasQuantiles">Quantiles.</param>
/// <param name="HasFrequent">The values that come most often.</param>
internal sealed record StatisticsPlan(bool HasMoments, bool HasExtremes, bool HasDistinct, bool HasQuantiles, bool HasFrequent);

namespace Platform.Validation.DataSets;

/// <summary>A key of 128 bits, and the row in which it came first.</summary>
/// <param name="Key">The key.</param>
/// <param name="Row">The row; the first of a data set is 1.</param>
public readonly record struct StoredKey(UInt128 Key, long Row);

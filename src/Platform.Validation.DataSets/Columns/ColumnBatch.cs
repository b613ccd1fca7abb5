namespace Platform.Validation.DataSets.Columns;

/// <summary>The values of one column in one batch, side by side, so that a rule is one loop over an array.</summary>
internal sealed class ColumnBatch<T>(int size)
    where T : notnull
{
    public T[] Values { get; } = new T[size];

    /// <summary>1 where there is a value, 0 where it is missing.</summary>
    public byte[] Present { get; } = new byte[size];

    public int Count { get; set; }

    public int PresentCount { get; set; }
}

namespace Platform.Encryption;

/// <summary>One field of a batch.</summary>
/// <param name="Column">The column it is bound to.</param>
/// <param name="RowKey">The row it is bound to, as for <see cref="CellAddress"/>.</param>
/// <param name="Plaintext">What to seal.</param>
public readonly record struct FieldSlot(ColumnAddress Column, ReadOnlyMemory<byte> RowKey, ReadOnlyMemory<byte> Plaintext)
{
    /// <summary>The column, never the plaintext.</summary>
    /// <returns>"tenant/table/column".</returns>
    public override string ToString() => Column?.ToString() ?? "";
}

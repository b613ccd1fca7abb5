using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.Checks;

/// <summary>A rule on the values of one column.</summary>
internal abstract class ColumnCheck<T>(RuleInfo info, int batchSize, bool isSensitive) : RuleCheck(info, batchSize)
    where T : notnull
{
    private ColumnBatch<T>? _batch;

    public void Check(ColumnBatch<T> batch, ReadOnlySpan<long> rows, Span<byte> any)
    {
        _batch = batch;
        Wipe();
        Checked += CountChecked(batch);
        Count(Judge(batch.Values.AsSpan(0, batch.Count), batch.Present.AsSpan(0, batch.Count), Flags.AsSpan(0, batch.Count), rows), rows, any);
    }

    public override string? ValueAt(int index) => _batch!.Present[index] == 0 ? null : isSensitive ? "***" : ValueText<T>.Format(_batch.Values[index]);

    /// <summary>Most rules say nothing of a value that is missing.</summary>
    protected virtual int CountChecked(ColumnBatch<T> batch) => batch.PresentCount;

    /// <returns>How many rows broke the rule; their flags are set.</returns>
    protected abstract int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows);
}

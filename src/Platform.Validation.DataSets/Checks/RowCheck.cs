namespace Platform.Validation.DataSets.Checks;

/// <summary>A rule on several columns of a row.</summary>
internal abstract class RowCheck<TRow>(RuleInfo info, int batchSize, Func<TRow, string?>? describe) : RuleCheck(info, batchSize)
{
    private TRow[] _rows = [];

    public void Check(TRow[] rows, ReadOnlySpan<long> numbers, Span<byte> any)
    {
        _rows = rows;
        Wipe();
        var (judged, failed) = Judge(rows.AsSpan(0, numbers.Length), Flags, numbers);
        Checked += judged;
        Count(failed, numbers, any);
    }

    public override string? ValueAt(int index) => describe?.Invoke(_rows[index]);

    protected abstract (int Judged, int Failed) Judge(ReadOnlySpan<TRow> rows, Span<byte> flags, ReadOnlySpan<long> numbers);
}

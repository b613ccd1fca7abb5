using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.Checks;

internal sealed class CompleteCheck<T>(RuleInfo info, RunContext context) : ColumnCheck<T>(info, context.BatchSize, isSensitive: false)
    where T : notnull
{
    protected override int CountChecked(ColumnBatch<T> batch) => batch.Count;

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        for (var i = present.IndexOf((byte)0); i >= 0 && i < present.Length; i++)
        {
            if (present[i] != 0)
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }
}

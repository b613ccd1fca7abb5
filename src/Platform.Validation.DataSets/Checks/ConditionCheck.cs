namespace Platform.Validation.DataSets.Checks;

internal sealed class ConditionCheck<TRow>(RuleInfo info, RunContext context, Func<TRow, bool> condition, Func<TRow, bool>? when, Func<TRow, string?>? describe)
    : RowCheck<TRow>(info, context.BatchSize, describe)
{
    protected override (int Judged, int Failed) Judge(ReadOnlySpan<TRow> rows, Span<byte> flags, ReadOnlySpan<long> numbers)
    {
        var (judged, failed) = (0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (when is not null && !when(rows[i]))
                continue;
            judged++;
            if (condition(rows[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return (judged, failed);
    }
}

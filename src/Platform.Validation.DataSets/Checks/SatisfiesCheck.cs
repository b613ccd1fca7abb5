namespace Platform.Validation.DataSets.Checks;

internal sealed class SatisfiesCheck<T>(RuleInfo info, RunContext context, bool isSensitive, Func<T, bool> predicate) : ColumnCheck<T>(info, context.BatchSize, isSensitive)
    where T : notnull
{
    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || predicate(values[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }
}

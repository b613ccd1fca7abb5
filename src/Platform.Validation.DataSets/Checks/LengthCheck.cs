using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.Checks;

internal sealed class LengthCheck(RuleInfo info, RunContext context, bool isSensitive, int minimum, int maximum) : ColumnCheck<string>(info, context.BatchSize, isSensitive)
{
    protected override int Judge(ReadOnlySpan<string> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || TextLength.IsBetween(values[i], minimum, maximum))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }
}

using System.Text.RegularExpressions;

namespace Platform.Validation.DataSets.Checks;

internal sealed class PatternCheck(RuleInfo info, RunContext context, bool isSensitive, Regex pattern) : ColumnCheck<string>(info, context.BatchSize, isSensitive)
{
    protected override int Judge(ReadOnlySpan<string> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || Matches(values[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    /// <summary>A value that holds an expression up for longer than it may does not match: it must not hold up the run, or end it.</summary>
    private bool Matches(string value)
    {
        try
        {
            return pattern.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

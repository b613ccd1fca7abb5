using System.Runtime.CompilerServices;

namespace Platform.Validation.DataSets.Checks;

/// <summary>Bounds belong to the range.</summary>
internal sealed class RangeCheck<T>(RuleInfo info, RunContext context, bool isSensitive, T? minimum, T? maximum) : ColumnCheck<T>(info, context.BatchSize, isSensitive)
    where T : struct, IComparable<T>
{
    private readonly T _minimum = minimum ?? default;
    private readonly T _maximum = maximum ?? default;

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        var failed = 0;
        var (hasMinimum, hasMaximum) = (minimum is not null, maximum is not null);
        for (var i = 0; i < values.Length; i++)
        {
            // What is no number compares as smaller than any, and lies in no range.
            if (present[i] == 0 || !((hasMinimum && values[i].CompareTo(_minimum) < 0) || (hasMaximum && values[i].CompareTo(_maximum) > 0) || IsNoNumber(values[i])))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    private static bool IsNoNumber(T value) =>
        (typeof(T) == typeof(double) && double.IsNaN(Unsafe.As<T, double>(ref value))) || (typeof(T) == typeof(float) && float.IsNaN(Unsafe.As<T, float>(ref value)));
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Validation.DataSets.Checks;

/// <summary>Bounds belong to the range.</summary>
internal sealed class RangeCheck<T>(RuleInfo info, RunContext context, bool isSensitive, T? minimum, T? maximum) : ColumnCheck<T>(info, context.BatchSize, isSensitive)
    where T : struct, IComparable<T>
{
    private readonly T _minimum = minimum ?? default;
    private readonly T _maximum = maximum ?? default;

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        if (typeof(T) == typeof(double))
            return JudgeDoubles(MemoryMarshal.Cast<T, double>(values), present, flags);
        var failed = 0;
        var (hasMinimum, hasMaximum) = (minimum is not null, maximum is not null);
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || !((hasMinimum && values[i].CompareTo(_minimum) < 0) || (hasMaximum && values[i].CompareTo(_maximum) > 0) || IsNoNumber(values[i])))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    private int JudgeDoubles(ReadOnlySpan<double> values, ReadOnlySpan<byte> present, Span<byte> flags)
    {
        var low = minimum is { } least ? Unsafe.BitCast<T, double>(least) : double.NegativeInfinity;
        var high = maximum is { } most ? Unsafe.BitCast<T, double>(most) : double.PositiveInfinity;
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            // What is no number is neither above nor below, and so lies in no range.
            if (present[i] == 0 || (values[i] >= low && values[i] <= high))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    private static bool IsNoNumber(T value) => typeof(T) == typeof(float) && float.IsNaN(Unsafe.As<T, float>(ref value));
}

using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Validation.DataSets.Checks;

internal sealed class ReferencesCheck<T>(RuleInfo info, RunContext context, bool isSensitive, KeySet<T> keys) : ColumnCheck<T>(info, context.BatchSize, isSensitive)
    where T : notnull
{
    private readonly UInt128[] _hashes = new UInt128[context.BatchSize];

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        if (typeof(T) == typeof(string) && keys.Texts is { } texts)
            return JudgeTexts(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, string>(ref MemoryMarshal.GetReference(values)), values.Length), texts, present, flags);
        keys.Hasher.Hash(values, present, _hashes);
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || keys.Contains(_hashes[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }

    private static int JudgeTexts(ReadOnlySpan<string> values, FrozenSet<string> texts, ReadOnlySpan<byte> present, Span<byte> flags)
    {
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || texts.Contains(values[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }
}

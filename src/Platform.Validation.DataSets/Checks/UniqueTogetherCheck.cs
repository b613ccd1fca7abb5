using System.Globalization;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets.Checks;

internal sealed class UniqueTogetherCheck<TRow>(RuleInfo info, RunContext context, Func<TRow, RowKey, RowKey> key, Func<TRow, string?>? describe)
    : RowCheck<TRow>(info, context.BatchSize, describe)
{
    private readonly KeyIndex _keys = context.OpenKeys(info.Id);
    private readonly long[] _firstRows = new long[context.BatchSize];

    public override string? DetailAt(int index) => string.Create(CultureInfo.InvariantCulture, $"came first in row {_firstRows[index]}");

    public override void Merge(RuleCheck other, List<FailedRow> found)
    {
        base.Merge(other, found);
        AddFailures(UniqueKeys.Merge(_keys, ((UniqueTogetherCheck<TRow>)other)._keys, Info, Positions, found));
    }

    public override void Save(StateWriter state)
    {
        base.Save(state);
        _keys.Save(state);
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        _keys.Restore(state);
    }

    public override void Expect(long rows) => _keys.Expect(rows);

    public override void Delete() => _keys.Delete();

    public override void Dispose()
    {
        _keys.Dispose();
        base.Dispose();
    }

    protected override (int Judged, int Failed) Judge(ReadOnlySpan<TRow> rows, Span<byte> flags, ReadOnlySpan<long> numbers)
    {
        var failed = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (_keys.TryAdd(key(rows[i], new RowKey(context.Hasher)).Value, numbers[i], out _firstRows[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return (rows.Length, failed);
    }
}

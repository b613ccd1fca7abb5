using System.Globalization;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets.Checks;

/// <summary>A value that came before breaks the rule; the first of its kind does not. So failed rows = checked rows − different values.</summary>
internal sealed class UniqueCheck<T>(RuleInfo info, RunContext context, bool isSensitive) : ColumnCheck<T>(info, context.BatchSize, isSensitive)
    where T : notnull
{
    private readonly KeyIndex _keys = context.OpenKeys(info.Id);
    private readonly UInt128[] _hashes = new UInt128[context.BatchSize];
    private readonly ulong[] _places = new ulong[context.BatchSize];
    private readonly long[] _firstRows = new long[context.BatchSize];

    public override string? DetailAt(int index) => string.Create(CultureInfo.InvariantCulture, $"came first in row {_firstRows[index]}");

    public override void Merge(RuleCheck other, List<FailedRow> found)
    {
        base.Merge(other, found);
        AddFailures(UniqueKeys.Merge(_keys, ((UniqueCheck<T>)other)._keys, Info, Positions, found));
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

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        context.Hasher.Hash(values, present, _hashes);
        UniqueKeys.Touch(_keys, context.Hasher, present, _hashes, _places);
        var failed = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0 || _keys.TryAdd(_hashes[i], _places[i], rows[i], out _firstRows[i]))
                continue;
            flags[i] = 1;
            failed++;
        }
        return failed;
    }
}

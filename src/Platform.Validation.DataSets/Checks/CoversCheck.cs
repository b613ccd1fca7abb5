using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets.Checks;

/// <summary>Counts keys of the other data set, not rows of this one: how many there are, and how many never came.</summary>
internal sealed class CoversCheck<T>(RuleInfo info, RunContext context, KeySet<T> keys) : ColumnCheck<T>(info, context.BatchSize, isSensitive: false)
    where T : notnull
{
    private readonly KeyIndex _seen = context.OpenKeys(info.Id);

    public override long TotalChecked => keys.Count;

    public override long TotalFailed => keys.Count - _seen.Count;

    public override Outcome Outcome => Info.Threshold.Judge(keys.Count, TotalFailed);

    public override void Merge(RuleCheck other, List<FailedRow> found)
    {
        base.Merge(other, found);
        foreach (var key in ((CoversCheck<T>)other)._seen.Read())
            _seen.TryAdd(key.Key, key.Row, out _);
    }

    public override void Save(StateWriter state)
    {
        base.Save(state);
        _seen.Save(state);
    }

    public override void Restore(StateReader state)
    {
        base.Restore(state);
        _seen.Restore(state);
    }

    public override void Delete() => _seen.Delete();

    public override void Dispose()
    {
        _seen.Dispose();
        base.Dispose();
    }

    protected override int CountChecked(Columns.ColumnBatch<T> batch) => 0;

    protected override int Judge(ReadOnlySpan<T> values, ReadOnlySpan<byte> present, Span<byte> flags, ReadOnlySpan<long> rows)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] != 0 && keys.Contains(values[i]))
                _seen.TryAdd(context.Hasher.Hash(values[i]), rows[i], out _);
        }
        return 0;
    }
}

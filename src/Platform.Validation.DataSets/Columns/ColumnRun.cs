using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Reports;

namespace Platform.Validation.DataSets.Columns;

/// <summary>A column at work.</summary>
internal abstract class ColumnRun<TRow>
{
    public abstract IReadOnlyList<RuleCheck> Checks { get; }

    public abstract void Check(ReadOnlySpan<TRow> rows, ReadOnlySpan<long> numbers, Span<byte> any);

    public abstract IEnumerable<(RuleInfo Info, Severity Severity, Observation? Observed)> JudgeWhole();

    public abstract ColumnReport Report();

    public abstract void Merge(ColumnRun<TRow> other);

    public abstract void Save(StateWriter state);

    public abstract void Restore(StateReader state);
}

internal sealed class ColumnRun<TRow, T> : ColumnRun<TRow>
    where T : notnull
{
    private readonly ColumnDefinition<TRow, T> _definition;
    private readonly RunContext _context;
    private readonly ColumnBatch<T> _batch;
    private readonly ColumnStatistics<T> _statistics;
    private readonly ColumnCheck<T>[] _checks;

    public ColumnRun(ColumnDefinition<TRow, T> definition, RunContext context)
    {
        (_definition, _context) = (definition, context);
        _batch = new ColumnBatch<T>(context.BatchSize);
        _statistics = new ColumnStatistics<T>(context.Hasher, definition.Plan.IsDetailed && Keys.KeyHasher.CanHash<T>(), definition.Plan.Expected);
        _checks = [.. definition.Plan.Rules.Select(rule => rule.Start(context))];
    }

    public override IReadOnlyList<RuleCheck> Checks => _checks;

    public override void Check(ReadOnlySpan<TRow> rows, ReadOnlySpan<long> numbers, Span<byte> any)
    {
        _definition.Load(rows, _batch);
        _statistics.Add(_batch);
        foreach (var check in _checks)
            check.Check(_batch, numbers, any);
    }

    public override IEnumerable<(RuleInfo Info, Severity Severity, Observation? Observed)> JudgeWhole() =>
        _definition.Plan.SetRules.Select(rule => (rule.Info, rule.Severity, rule.Judge(_statistics, _context)));

    public override ColumnReport Report() => _statistics.Report(_definition.Name, _definition.Plan.IsSensitive);

    public override void Merge(ColumnRun<TRow> other) => _statistics.Merge(((ColumnRun<TRow, T>)other)._statistics);

    public override void Save(StateWriter state) => _statistics.Save(state);

    public override void Restore(StateReader state) => _statistics.Restore(state);
}

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
        _statistics = new ColumnStatistics<T>(context.Hasher, definition.Plan.Statistics, definition.Plan.Expected, [.. definition.Plan.Limits.Select(limit => limit(context))]);
        _checks = [.. definition.Plan.Rules.Select(rule => rule.Start(rule.Info, context))];
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
        _definition.Plan.SetRules.Select(rule => (rule.Info, rule.Severity, Told(rule, rule.Judge(_statistics, _context))));

    /// <summary>A mean of one value is that value, and the last quantile the largest; how many there are, and how they are distributed, is none.</summary>
    private Observation? Told(SetRule<ColumnStatistics<T>> rule, Observation? observed) =>
        observed is not null && _definition.Plan.IsSensitive && rule.Info.Kind is not (RuleKind.DistinctCount or RuleKind.Frequencies) ? observed with { Text = "***" } : observed;

    public override ColumnReport Report() => _statistics.Report(_definition.Name, _definition.Plan.IsSensitive);

    public override void Merge(ColumnRun<TRow> other) => _statistics.Merge(((ColumnRun<TRow, T>)other)._statistics);

    public override void Save(StateWriter state) => _statistics.Save(state);

    public override void Restore(StateReader state) => _statistics.Restore(state);
}

using Platform.Validation.DataSets.Checks;

namespace Platform.Validation.DataSets.Columns;

/// <summary>A column as it was declared.</summary>
internal abstract class ColumnDefinition<TRow>(string name)
{
    public string Name => name;

    public abstract IEnumerable<RuleInfo> RuleInfos { get; }

    public abstract IEnumerable<RuleInfo> SetRuleInfos { get; }

    public abstract Type ValueType { get; }

    public abstract ValueKind Kind { get; }

    public abstract bool IsSensitive { get; }

    /// <summary>Values that mean that there is none.</summary>
    public abstract IReadOnlyList<object> MissingValues { get; }

    /// <summary>What besides the rules decides what a checkpoint holds.</summary>
    public abstract string Shape { get; }

    public abstract ColumnRun<TRow> Start(RunContext context);
}

internal abstract class ColumnDefinition<TRow, T>(string name, Column<T> plan) : ColumnDefinition<TRow>(name)
    where T : notnull
{
    public Column<T> Plan => plan;

    public override Type ValueType => typeof(T);

    public override ValueKind Kind => ValueView<T>.Kind;

    public override bool IsSensitive => plan.IsSensitive;

    public override IReadOnlyList<object> MissingValues => [.. plan.MissingValues.Cast<object>()];

    public override IEnumerable<RuleInfo> RuleInfos => plan.Rules.Select(rule => rule.Info);

    public override IEnumerable<RuleInfo> SetRuleInfos => plan.SetRules.Select(rule => rule.Info);

    public override string Shape => $"{Name}:{typeof(T)}:{plan.IsDetailed}:{string.Join('|', plan.Expected?.Keys.Select(ValueText<T>.Format) ?? [])}:{string.Join('|', plan.MissingValues.Select(ValueText<T>.Format).Order(StringComparer.Ordinal))}";

    public override ColumnRun<TRow> Start(RunContext context) => new ColumnRun<TRow, T>(this, context);

    public abstract void Load(ReadOnlySpan<TRow> rows, ColumnBatch<T> batch);

    protected static bool IsEmptyText(T value) => typeof(T) == typeof(string) && System.Runtime.CompilerServices.Unsafe.As<T, string>(ref value).Length == 0;

    protected bool IsMissing(T value) => IsEmptyText(value) || (plan.MissingValues.Count > 0 && plan.MissingValues.Contains(value));
}

internal sealed class PlainColumn<TRow, T>(string name, Column<T> plan, Func<TRow, T?> read) : ColumnDefinition<TRow, T>(name, plan)
    where T : notnull
{
    public override void Load(ReadOnlySpan<TRow> rows, ColumnBatch<T> batch)
    {
        var present = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = read(rows[i]);
            var isThere = value is not null && !IsMissing(value);
            batch.Values[i] = isThere ? value! : default!;
            batch.Present[i] = isThere ? (byte)1 : (byte)0;
            present += batch.Present[i];
        }
        (batch.Count, batch.PresentCount) = (rows.Length, present);
    }
}

internal sealed class NullableColumn<TRow, T>(string name, Column<T> plan, Func<TRow, T?> read) : ColumnDefinition<TRow, T>(name, plan)
    where T : struct
{
    public override void Load(ReadOnlySpan<TRow> rows, ColumnBatch<T> batch)
    {
        var present = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = read(rows[i]);
            var isThere = value.HasValue && !IsMissing(value.GetValueOrDefault());
            batch.Values[i] = value.GetValueOrDefault();
            batch.Present[i] = isThere ? (byte)1 : (byte)0;
            present += batch.Present[i];
        }
        (batch.Count, batch.PresentCount) = (rows.Length, present);
    }
}

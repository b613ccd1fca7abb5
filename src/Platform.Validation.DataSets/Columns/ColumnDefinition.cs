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

    /// <summary>Whether somebody asks how many different values there are.</summary>
    public abstract bool CountsDistinct { get; }

    /// <summary>Values that mean that there is none, as an array of their own type.</summary>
    public abstract Array MissingValues { get; }

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

    public override bool CountsDistinct => plan.IsDetailed;

    public override Array MissingValues => plan.MissingValues.ToArray();

    public override IEnumerable<RuleInfo> RuleInfos => plan.Rules.Select(rule => rule.Info);

    public override IEnumerable<RuleInfo> SetRuleInfos => plan.SetRules.Select(rule => rule.Info);

    public override string Shape => $"{Name}:{typeof(T)}:{plan.Statistics}:{plan.Limits.Count}:{string.Join('|', plan.Expected?.Keys.Select(ValueText<T>.Format) ?? [])}:{string.Join('|', plan.MissingValues.Select(ValueText<T>.Format).Order(StringComparer.Ordinal))}";

    public override ColumnRun<TRow> Start(RunContext context) => new ColumnRun<TRow, T>(this, context);

    public abstract void Load(ReadOnlySpan<TRow> rows, ColumnBatch<T> batch);
}

/// <summary>Texts have a column of their own: code that serves all kinds of references would look up which it is for each value.</summary>
internal sealed class TextColumn<TRow>(string name, Column<string> plan, Func<TRow, string?> read) : ColumnDefinition<TRow, string>(name, plan)
{
    public override void Load(ReadOnlySpan<TRow> rows, ColumnBatch<string> batch)
    {
        var missing = Plan.MissingValues.Count > 0 ? Plan.MissingValues : null;
        var (values, flags, present) = (batch.Values, batch.Present, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var value = read(rows[i]);
            var isThere = !string.IsNullOrEmpty(value) && (missing is null || !missing.Contains(value));
            values[i] = isThere ? value! : null!;
            flags[i] = isThere ? (byte)1 : (byte)0;
            present += flags[i];
        }
        (batch.Count, batch.PresentCount) = (rows.Length, present);
    }
}

internal sealed class PlainColumn<TRow, T>(string name, Column<T> plan, Func<TRow, T?> read) : ColumnDefinition<TRow, T>(name, plan)
    where T : notnull
{
    public override void Load(ReadOnlySpan<TRow> rows, ColumnBatch<T> batch)
    {
        var missing = Plan.MissingValues.Count > 0 ? Plan.MissingValues : null;
        var present = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = read(rows[i]);
            var isThere = value is not null && (missing is null || !missing.Contains(value));
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
        var missing = Plan.MissingValues.Count > 0 ? Plan.MissingValues : null;
        var present = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = read(rows[i]);
            var isThere = value.HasValue && (missing is null || !missing.Contains(value.GetValueOrDefault()));
            batch.Values[i] = value.GetValueOrDefault();
            batch.Present[i] = isThere ? (byte)1 : (byte)0;
            present += batch.Present[i];
        }
        (batch.Count, batch.PresentCount) = (rows.Length, present);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets;

/// <summary>Collects the rules of a data set.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public sealed class DataSetBuilder<TRow>
{
    private readonly string _name;
    private readonly List<ColumnDefinition<TRow>> _columns = [];
    private readonly List<(RuleInfo Info, Func<RunContext, RowCheck<TRow>> Start)> _rules = [];
    private readonly List<SetRule<RowTotals>> _setRules = [];
    private Func<TRow, string?>? _key;
    private Threshold _readable = Threshold.All;

    internal DataSetBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>How a failing row is named, so that somebody can find it again. Without one it has only its number.</summary>
    /// <param name="key">The key of a row.</param>
    /// <returns>This builder.</returns>
    public DataSetBuilder<TRow> Key(Func<TRow, string?> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        return this;
    }

    /// <summary>How many rows may be unreadable. The default is none.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <returns>This builder.</returns>
    public DataSetBuilder<TRow> Readable(Threshold threshold)
    {
        _readable = threshold.Normal();
        return this;
    }

    /// <summary>A column of texts, or of values that are always there.</summary>
    /// <typeparam name="T">The type of the values: text, or a plain value without references.</typeparam>
    /// <param name="value">Reads the value of a row, once for each row however many rules there are. A static lambda costs least.</param>
    /// <param name="rules">Sets the rules.</param>
    /// <param name="name">The name of the column; the member that <paramref name="value"/> reads when left out.</param>
    /// <param name="expression">Given by the compiler.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There is a column of that name.</exception>
    /// <exception cref="NotSupportedException">Values of this type are neither text nor plain.</exception>
    public DataSetBuilder<TRow> Column<T>(Func<TRow, T?> value, Action<Column<T>> rules, string? name = null, [CallerArgumentExpression(nameof(value))] string expression = "")
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add<T>(rules, name, expression, (column, plan) => (object)value is Func<TRow, string?> text
            ? new TextColumn<TRow>(column, (Column<string>)(object)plan, text)
            : new PlainColumn<TRow, T>(column, plan, value));
    }

    /// <summary>A column of values that may be missing.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="value">Reads the value of a row, once for each row however many rules there are. A static lambda costs least.</param>
    /// <param name="rules">Sets the rules.</param>
    /// <param name="name">The name of the column; the member that <paramref name="value"/> reads when left out.</param>
    /// <param name="expression">Given by the compiler.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There is a column of that name.</exception>
    /// <exception cref="NotSupportedException">Values of this type are not plain.</exception>
    [OverloadResolutionPriority(1)]
    public DataSetBuilder<TRow> Column<T>(Func<TRow, T?> value, Action<Column<T>> rules, string? name = null, [CallerArgumentExpression(nameof(value))] string expression = "")
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add(rules, name, expression, (column, plan) => new NullableColumn<TRow, T>(column, plan, value));
    }

    /// <summary>A condition on several columns of a row.</summary>
    /// <param name="name">The name of the rule.</param>
    /// <param name="condition">Whether a row keeps it.</param>
    /// <param name="threshold">How many may break it; none when left out.</param>
    /// <param name="when">Which rows it is for; all when left out. Only those count as checked.</param>
    /// <param name="describe">The values that broke it, for the failing row.</param>
    /// <returns>This builder.</returns>
    public DataSetBuilder<TRow> Rule(string name, Func<TRow, bool> condition, Threshold threshold = default, Func<TRow, bool>? when = null, Func<TRow, string?>? describe = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(condition);
        var info = new RuleInfo(name, RuleKind.Row, "", name, threshold.Normal());
        _rules.Add((info, context => new ConditionCheck<TRow>(info, context, condition, when, describe)));
        return this;
    }

    /// <summary>No two rows have the same key of several columns.</summary>
    /// <param name="name">The name of the rule.</param>
    /// <param name="key">The key: <c>(row, key) =&gt; key.And(row.Street).And(row.Number)</c>.</param>
    /// <param name="threshold">How many may; none when left out.</param>
    /// <param name="describe">The values, for the failing row.</param>
    /// <returns>This builder.</returns>
    public DataSetBuilder<TRow> Unique(string name, Func<TRow, RowKey, RowKey> key, Threshold threshold = default, Func<TRow, string?>? describe = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(key);
        var info = new RuleInfo(name, RuleKind.Unique, "", name, threshold.Normal());
        _rules.Add((info, context => new UniqueTogetherCheck<TRow>(info, context, key, describe)));
        return this;
    }

    /// <summary>
    /// How many rows there are, unreadable ones among them, lies between two bounds. Where nobody says so there is at least one: the commonest
    /// broken export is an empty one. <c>RowCount(0)</c> lets that pass.
    /// </summary>
    /// <param name="atLeast">The lower bound.</param>
    /// <param name="atMost">The upper bound.</param>
    /// <param name="severity">How bad it is otherwise.</param>
    /// <returns>This builder.</returns>
    public DataSetBuilder<TRow> RowCount(long atLeast, long atMost = long.MaxValue, Severity severity = Severity.Fail)
    {
        Bounds.Require(atLeast, atMost);
        _setRules.Add(RowCountRule(atLeast, atMost, severity));
        return this;
    }

    private static SetRule<RowTotals> RowCountRule(long atLeast, long atMost, Severity severity)
    {
        var info = new RuleInfo(RuleKind.RowCount, RuleKind.RowCount, "", $"rows are {Bounds.Words(atLeast, atMost)}", severity == Severity.Warn ? Threshold.Warn : Threshold.All);
        return new SetRule<RowTotals>(info, severity, (totals, _) =>
            new Observation(totals.Read.ToString("N0", CultureInfo.InvariantCulture), totals.Read, totals.Read >= atLeast && totals.Read <= atMost));
    }

    /// <summary>The rules as they stand now.</summary>
    /// <returns>The data set; immutable, safe on many threads.</returns>
    /// <exception cref="InvalidOperationException">There is no rule and no column, or two rules have one name.</exception>
    public DataSet<TRow> Build()
    {
        if (_columns.Count == 0 && _rules.Count == 0 && _setRules.Count == 0)
            throw new InvalidOperationException($"The data set {_name} has no column and no rule.");
        var set = new DataSet<TRow>(_name, _key, _readable, [.. _columns], [.. _rules], _setRules.Count == 0 ? [RowCountRule(1, long.MaxValue, Severity.Fail)] : [.. _setRules]);
        if (set.RuleInfos.GroupBy(rule => rule.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException($"The data set {_name} has two rules named {twice.Key}.");
        return set;
    }

    private DataSetBuilder<TRow> Add<T>(Action<Column<T>> rules, string? name, string expression, Func<string, Column<T>, ColumnDefinition<TRow>> define)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(rules);
        name ??= NameOf(expression);
        if (!ValueView<T>.IsSupported)
            throw new NotSupportedException($"The column {name} is of {typeof(T)}; a column holds texts or plain values without references.");
        if (_columns.Any(column => column.Name == name))
            throw new ArgumentException($"The data set {_name} has a column {name} already.", nameof(name));
        var plan = new Column<T>(name);
        rules(plan);
        plan.Close();
        _columns.Add(define(name, plan));
        return this;
    }

    /// <summary><c>static row =&gt; row.Address.ZipCode</c> reads <c>ZipCode</c>.</summary>
    private static string NameOf(string expression)
    {
        var body = expression.AsSpan(expression.IndexOf("=>", StringComparison.Ordinal) is >= 0 and var arrow ? arrow + 2 : 0).Trim();
        var member = body[(body.LastIndexOf('.') + 1)..];
        foreach (var character in member)
        {
            if (!char.IsLetterOrDigit(character) && character != '_')
                return body.ToString();
        }
        return member.ToString();
    }
}

using System.Collections.Frozen;
using System.Globalization;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;
using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets;

/// <summary>The rules of one column. All but <see cref="Complete"/> say nothing of a value that is missing.</summary>
/// <typeparam name="T">The type of the values: text, or a plain value without references.</typeparam>
/// <remarks>For numbers, times and texts there are more in <see cref="PlatformValidationColumnExtensions"/>. Not safe on several threads.</remarks>
public sealed class Column<T>
    where T : notnull
{
    private readonly Dictionary<string, int> _kinds = [];
    private readonly HashSet<string> _wanted = [];

    internal Column(string name) => Name = name;

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    internal bool IsSensitive { get; private set; }

    internal bool IsDetailed { get; private set; }

    internal FrozenSet<T> MissingValues { get; private set; } = FrozenSet<T>.Empty;

    internal List<(RuleInfo Info, Func<RuleInfo, RunContext, ColumnCheck<T>> Start)> Rules { get; } = [];

    internal List<SetRule<ColumnStatistics<T>>> SetRules { get; } = [];

    internal IReadOnlyDictionary<T, double>? Expected { get; private set; }

    /// <summary>For each rule on freshness, the latest time that counts.</summary>
    internal List<Func<RunContext, T>> Limits { get; } = [];

    internal StatisticsPlan Statistics => new(
        HasMoments: !IsSensitive || _wanted.Overlaps([RuleKind.Mean, RuleKind.StandardDeviation]),
        HasExtremes: !IsSensitive,
        HasDistinct: IsDetailed && KeyHasher.CanHash<T>(),
        HasQuantiles: IsDetailed && KeyHasher.CanHash<T>() && (!IsSensitive || _wanted.Contains(RuleKind.Quantile)),
        HasFrequent: IsDetailed && KeyHasher.CanHash<T>() && !IsSensitive);

    /// <summary>Values that mean that there is none, such as <c>"N/A"</c>. Null always does, and for texts the empty text.</summary>
    /// <param name="values">The values.</param>
    /// <returns>This column.</returns>
    public Column<T> Missing(params IEnumerable<T> values)
    {
        MissingValues = values.ToFrozenSet();
        return this;
    }

    /// <summary>
    /// Values of this column stand in no report, with no failing row and, but for keys of numbers and times that <see cref="Unique"/> keeps, in no
    /// checkpoint: only that they failed, and how many. No statistics are kept of them that no rule asks for.
    /// </summary>
    /// <returns>This column.</returns>
    public Column<T> Sensitive()
    {
        IsSensitive = true;
        return this;
    }

    /// <summary>
    /// The report tells more of this column: quantiles and a histogram, how many different values there are, and which come most often.
    /// Costs a hash and a few comparisons for each value, and tens of kilobytes.
    /// </summary>
    /// <returns>This column.</returns>
    public Column<T> Profile()
    {
        IsDetailed = true;
        return this;
    }

    /// <summary>A value is there.</summary>
    /// <param name="threshold">How many may be missing; none when left out.</param>
    /// <returns>This column.</returns>
    public Column<T> Complete(Threshold threshold = default) =>
        Add(RuleKind.Complete, "has a value", threshold, (rule, context) => new CompleteCheck<T>(rule, context));

    /// <summary>
    /// No value comes twice. Exact, whatever the number of rows: failed rows are the checked rows less the different values, so the first
    /// of several equal ones is not among them.
    /// </summary>
    /// <param name="threshold">How many may; none when left out.</param>
    /// <returns>This column.</returns>
    /// <exception cref="NotSupportedException">Values of this type cannot be told apart.</exception>
    public Column<T> Unique(Threshold threshold = default)
    {
        RequireKeys();
        return Add(RuleKind.Unique, "comes once", threshold, (rule, context) => new UniqueCheck<T>(rule, context, IsSensitive));
    }

    /// <summary>Values are among those that are known.</summary>
    /// <param name="known">The values. Texts are compared character by character.</param>
    /// <param name="threshold">How many may be others; none when left out.</param>
    /// <returns>This column.</returns>
    public Column<T> OneOf(IEnumerable<T> known, Threshold threshold = default)
    {
        ArgumentNullException.ThrowIfNull(known);
        var set = known.ToFrozenSet();
        if (set.Count == 0)
            throw new ArgumentException("Without a known value every value is unknown.", nameof(known));
        var few = string.Join(", ", set.Select(ValueText<T>.Format).Order(StringComparer.Ordinal).Take(6));
        return Add(
            RuleKind.OneOf, set.Count > 6 ? string.Create(CultureInfo.InvariantCulture, $"is one of {set.Count} values: {few} …") : $"is one of: {few}", threshold,
            (rule, context) => new OneOfCheck<T>(rule, context, IsSensitive, set), new OneOfParameters(set.ToArray()));
    }

    /// <summary>Every value is a key of another data set (referential integrity).</summary>
    /// <param name="keys">The keys of the other data set.</param>
    /// <param name="threshold">How many may not be; none when left out.</param>
    /// <param name="name">What the other data set is called, for people.</param>
    /// <returns>This column.</returns>
    public Column<T> References(KeySet<T> keys, Threshold threshold = default, string name = "the other data set")
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Add(
            RuleKind.References, string.Create(CultureInfo.InvariantCulture, $"is one of the {keys.Count:N0} keys of {name}"), threshold,
            (rule, context) => new ReferencesCheck<T>(rule, context, IsSensitive, keys));
    }

    /// <summary>Every key of another data set comes in this column at least once.</summary>
    /// <param name="keys">The keys of the other data set.</param>
    /// <param name="threshold">How many keys may not come, as a share or a number of keys; none when left out.</param>
    /// <param name="name">What the other data set is called, for people.</param>
    /// <returns>This column.</returns>
    public Column<T> Covers(KeySet<T> keys, Threshold threshold = default, string name = "the other data set")
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Add(
            RuleKind.Covers, string.Create(CultureInfo.InvariantCulture, $"has each of the {keys.Count:N0} keys of {name}"), threshold, (rule, context) => new CoversCheck<T>(rule, context, keys));
    }

    /// <summary>A condition on a value.</summary>
    /// <param name="rule">The name of the rule, unique in the column.</param>
    /// <param name="condition">Whether a value keeps it. A static lambda costs least.</param>
    /// <param name="threshold">How many may break it; none when left out.</param>
    /// <returns>This column.</returns>
    public Column<T> Satisfies(string rule, Func<T, bool> condition, Threshold threshold = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rule);
        ArgumentNullException.ThrowIfNull(condition);
        return Add(RuleKind.Satisfies, rule, threshold, (info, context) => new SatisfiesCheck<T>(info, context, IsSensitive, condition), id: $"{Name}.{rule}");
    }

    /// <summary>How many different values there are lies between two bounds. Estimated, with a standard error of 0.81 %.</summary>
    /// <param name="atLeast">The lower bound.</param>
    /// <param name="atMost">The upper bound.</param>
    /// <param name="severity">How bad it is otherwise.</param>
    /// <returns>This column.</returns>
    public Column<T> DistinctCount(long atLeast, long atMost = long.MaxValue, Severity severity = Severity.Fail)
    {
        RequireKeys();
        Bounds.Require(atLeast, atMost);
        IsDetailed = true;
        return AddSetRule(
            RuleKind.DistinctCount, $"different values are {Bounds.Words(atLeast, atMost)}", severity,
            statistics => statistics.Distinct is { } distinct ? (distinct, string.Create(CultureInfo.InvariantCulture, $"about {distinct:N0}")) : null, atLeast, atMost);
    }

    /// <summary>Values are distributed over categories as expected: half the sum of the differences of the shares (total variation distance).</summary>
    /// <param name="expected">The expected share of each category; together at most 1. What comes besides is a category of its own, with the rest.</param>
    /// <param name="maxDistance">The largest distance, from 0 (the same) to 1 (nothing in common).</param>
    /// <param name="severity">How bad it is otherwise.</param>
    /// <returns>This column.</returns>
    public Column<T> Frequencies(IReadOnlyDictionary<T, double> expected, double maxDistance, Severity severity = Severity.Fail)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (expected.Count == 0 || expected.Values.Any(share => !(share >= 0)) || expected.Values.Sum() > 1.000_001)
            throw new ArgumentException("Expected shares are from 0 to 1, and together no more than 1.", nameof(expected));
        if (maxDistance is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(maxDistance), maxDistance, "A distance is from 0 to 1.");
        if (Expected is not null)
            throw new InvalidOperationException($"The column {Name} has expected frequencies already.");
        Expected = expected.ToFrozenDictionary();
        return AddSetRule(RuleKind.Frequencies, string.Create(CultureInfo.InvariantCulture, $"distribution is no further than {maxDistance:0.###} from the expected one"), severity, Distance, 0, maxDistance);
    }

    internal Column<T> Add(string kind, string description, Threshold threshold, Func<RuleInfo, RunContext, ColumnCheck<T>> start, object? parameters = null, string? id = null)
    {
        var info = new RuleInfo(id ?? IdOf(kind), kind, Name, $"{Name} {description}", threshold.Normal(), parameters);
        Rules.Add((info, start));
        return this;
    }

    internal Column<T> AddSetRule(string kind, string description, Severity severity, Func<ColumnStatistics<T>, (double Value, string Text)?> observe, double minimum, double maximum) =>
        AddSetRule(kind, description, severity, (statistics, _) => observe(statistics), minimum, maximum);

    internal Column<T> AddSetRule(
        string kind, string description, Severity severity, Func<ColumnStatistics<T>, RunContext, (double Value, string Text)?> observe, double minimum, double maximum, object? parameters = null)
    {
        var info = new RuleInfo(IdOf(kind), kind, Name, $"{Name} {description}", severity == Severity.Warn ? Threshold.Warn : Threshold.All, parameters ?? new BoundsParameters(minimum, maximum));
        _wanted.Add(kind);
        SetRules.Add(new SetRule<ColumnStatistics<T>>(info, severity, (statistics, context) =>
            observe(statistics, context) is { } observed ? new Observation(observed.Text, observed.Value, observed.Value >= minimum && observed.Value <= maximum) : null));
        return this;
    }

    internal void WantDetails() => IsDetailed = true;

    /// <summary>Called when all has been declared: that values are sensitive may have been said last.</summary>
    internal void Close()
    {
        for (var i = 0; IsSensitive && i < Rules.Count; i++)
        {
            var (info, start) = Rules[i];
            if (info.Parameters is OneOfParameters known)
                Rules[i] = (info with { Description = string.Create(CultureInfo.InvariantCulture, $"{Name} is one of {known.Values.Length:N0} values") }, start);
        }
    }

    private static (double Value, string Text)? Distance(ColumnStatistics<T> statistics, IReadOnlyDictionary<T, double> expected)
    {
        if (statistics.Present == 0)
            return null;
        var rest = Math.Max(0, 1 - expected.Values.Sum());
        double distance = 0;
        var others = statistics.Present;
        foreach (var (value, count) in statistics.ExpectedCounts!)
        {
            distance += Math.Abs(expected[value] - ((double)count / statistics.Present));
            others -= count;
        }
        distance = (distance + Math.Abs(rest - ((double)others / statistics.Present))) / 2;
        return (distance, distance.ToString("0.####", CultureInfo.InvariantCulture));
    }

    private (double Value, string Text)? Distance(ColumnStatistics<T> statistics) => Distance(statistics, Expected!);

    private string IdOf(string kind)
    {
        var number = _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        return number == 1 ? $"{Name}.{kind}" : string.Create(CultureInfo.InvariantCulture, $"{Name}.{kind}.{number}");
    }

    private static void RequireKeys()
    {
        if (!KeyHasher.CanHash<T>())
            throw new NotSupportedException($"Values of {typeof(T)} cannot be told apart; take a text, a number, a time, an identifier or an enumeration of it.");
    }
}

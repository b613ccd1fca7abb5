using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;
using Platform.Validation.DataSets.Reports;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets.Columns;

/// <summary>What is known of the values of a column, without keeping them.</summary>
internal sealed class ColumnStatistics<T>(KeyHasher hasher, StatisticsPlan plan, IReadOnlyDictionary<T, double>? expected, IReadOnlyList<T> limits)
    where T : notnull
{
    private const int FrequentInReport = 10;
    private const int Bins = 24;

    private static readonly double[] Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly HyperLogLog? _distinct = plan.HasDistinct ? new HyperLogLog() : null;
    private readonly QuantileSketch? _quantiles = plan.HasQuantiles && ValueView<T>.Kind != ValueKind.Other ? new QuantileSketch() : null;
    private readonly FrequentValues<T>? _frequent = plan.HasFrequent ? new FrequentValues<T>() : null;
    private readonly Dictionary<T, long>? _expected = expected?.Keys.ToDictionary(value => value, _ => 0L);
    private readonly NewestValue<T>[] _newest = [.. limits.Select(limit => new NewestValue<T>(limit))];
    private Moments _moments;
    private int _shortest = int.MaxValue;
    private int _longest = -1;
    private bool _hasExtremes;
    private T? _least;
    private T? _most;

    public long Rows { get; private set; }

    public long Present { get; private set; }

    public ref readonly Moments Moments => ref _moments;

    public QuantileSketch? Quantiles => _quantiles;

    public long? Distinct => _distinct?.Estimate();

    /// <summary>The newest time up to each of the limits, in seconds since 1970.</summary>
    public IReadOnlyList<NewestValue<T>> Newest => _newest;

    public IReadOnlyDictionary<T, long>? ExpectedCounts => _expected;

    public void Add(ColumnBatch<T> batch)
    {
        Rows += batch.Count;
        Present += batch.PresentCount;
        if (batch is ColumnBatch<string> texts)
            AddTexts(texts);
        else if (ValueView<T>.Kind != ValueKind.Other && (plan.HasMoments || plan.HasExtremes || _quantiles is not null))
            AddNumbers(batch);
        if (_distinct is not null || _frequent is not null || _expected is not null)
            AddDetails(batch);
        foreach (var newest in _newest)
            AddNewest(newest, batch);
    }

    public void Merge(ColumnStatistics<T> other)
    {
        Rows += other.Rows;
        Present += other.Present;
        _moments.Merge(other._moments);
        _shortest = Math.Min(_shortest, other._shortest);
        _longest = Math.Max(_longest, other._longest);
        if (other._hasExtremes)
        {
            Stretch(other._least!);
            Stretch(other._most!);
        }
        _distinct?.Merge(other._distinct!);
        _quantiles?.Merge(other._quantiles!);
        _frequent?.Merge(other._frequent!);
        foreach (var (value, count) in other._expected ?? [])
            _expected![value] += count;
        for (var i = 0; i < _newest.Length; i++)
            _newest[i].Merge(other._newest[i]);
    }

    public void Save(StateWriter state)
    {
        state.Write(Rows);
        state.Write(Present);
        _moments.Save(state);
        state.Write((long)_shortest);
        state.Write((long)_longest);
        state.Write(_hasExtremes ? 1L : 0);
        if (_hasExtremes)
        {
            ValueState<T>.Write(state, _least!);
            ValueState<T>.Write(state, _most!);
        }
        _distinct?.Save(state);
        _quantiles?.Save(state);
        _frequent?.Save(state);
        foreach (var (_, count) in _expected ?? [])
            state.Write(count);
        foreach (var newest in _newest)
            newest.Save(state);
    }

    public void Restore(StateReader state)
    {
        Rows = state.ReadCount();
        Present = state.ReadCount(Rows);
        _moments.Restore(state);
        _shortest = (int)state.ReadCount(int.MaxValue);
        _longest = (int)state.ReadInt64();
        _hasExtremes = state.ReadCount(1) == 1;
        if (_hasExtremes)
        {
            _least = ValueState<T>.Read(state);
            _most = ValueState<T>.Read(state);
        }
        _distinct?.Restore(state);
        _quantiles?.Restore(state);
        _frequent?.Restore(state);
        foreach (var value in _expected?.Keys.ToList() ?? [])
            _expected![value] = state.ReadCount();
        foreach (var newest in _newest)
            newest.Restore(state);
    }

    public ColumnReport Report(string name, bool isSensitive)
    {
        var hasNumbers = ValueView<T>.Kind is ValueKind.Number or ValueKind.Time && !isSensitive;
        var hasLength = _longest >= 0;
        return new ColumnReport(
            name,
            TypeNames.Of(typeof(T)),
            ValueView<T>.Kind.ToString().ToLowerInvariant(),
            isSensitive,
            Rows,
            Present,
            Minimum: hasNumbers && _hasExtremes ? ValueText<T>.Format(_least!) : null,
            Maximum: hasNumbers && _hasExtremes ? ValueText<T>.Format(_most!) : null,
            Mean: hasNumbers && _moments.Mean is { } mean ? ValueView<T>.Format(mean) : null,
            StandardDeviation: hasNumbers && _moments.StandardDeviation is { } deviation ? Invariant(deviation) : null,
            ShortestLength: hasLength ? _shortest : null,
            LongestLength: hasLength ? _longest : null,
            Distinct: _distinct is null ? null : new DistinctReport(Distinct!.Value, HyperLogLog.StandardError),
            Quantiles: _quantiles is null || isSensitive || _quantiles.Count == 0 ? [] : [.. Shares.Select(share => new QuantileReport(share, ValueView<T>.Format(_quantiles.Quantile(share)!.Value)))],
            Histogram: _quantiles is null || isSensitive || _quantiles.Count == 0 ? null : HistogramOf(_quantiles),
            Frequent: _frequent is null || isSensitive ? [] : [.. _frequent.Most(FrequentInReport).Select(item => new FrequentReport(ValueText<T>.Format(item.Value), item.Count))],
            FrequentError: _frequent is null || isSensitive ? null : _frequent.Error);
    }

    private static HistogramReport HistogramOf(QuantileSketch quantiles)
    {
        // More bars than lengths would leave gaps that look like findings.
        var span = quantiles.Maximum - quantiles.Minimum;
        var bins = ValueView<T>.Kind == ValueKind.Text ? (int)Math.Clamp(span + 1, 1, Bins) : span > 0 ? Bins : 1;
        return new HistogramReport(ValueView<T>.Format(quantiles.Minimum), ValueView<T>.Format(quantiles.Maximum), quantiles.IsExact, quantiles.Histogram(bins));
    }

    private static string Invariant(double value) => Math.Round(value, 6).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    private void AddTexts(ColumnBatch<string> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            // Only a text that may be the shortest or the longest is looked at closer.
            if (batch.Present[i] == 0 || (_quantiles is null && batch.Values[i].Length <= _longest && batch.Values[i].Length / 2 >= _shortest))
                continue;
            var length = TextLength.Of(batch.Values[i]);
            _shortest = Math.Min(_shortest, length);
            _longest = Math.Max(_longest, length);
            _quantiles?.Add(length);
        }
    }

    private void AddNumbers(ColumnBatch<T> batch)
    {
        // Worked on in variables of this method: what stands in fields is read and written anew for each value.
        var values = batch.Values.AsSpan(0, batch.Count);
        var present = batch.Present.AsSpan(0, batch.Count);
        var moments = _moments;
        var (least, most, hasExtremes) = (_least, _most, _hasExtremes);
        for (var i = 0; i < values.Length; i++)
        {
            if (present[i] == 0)
                continue;
            var number = ValueView<T>.ToDouble(values[i]);
            if (double.IsNaN(number))
                continue;
            moments.Add(number);
            _quantiles?.Add(number);
            // Values are compared as they are: as doubles, large integers and times would come out equal.
            if (!hasExtremes)
                (least, most, hasExtremes) = (values[i], values[i], true);
            else if (ValueView<T>.IsLess(values[i], least!))
                least = values[i];
            else if (ValueView<T>.IsLess(most!, values[i]))
                most = values[i];
        }
        if (plan.HasMoments)
            _moments = moments;
        if (plan.HasExtremes)
            (_least, _most, _hasExtremes) = (least, most, hasExtremes);
    }

    private static void AddNewest(NewestValue<T> newest, ColumnBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Present[i] != 0)
                newest.Add(batch.Values[i]);
        }
    }

    /// <summary>Values are compared as they are: as doubles, large integers and times would come out equal.</summary>
    private void Stretch(T value)
    {
        if (!_hasExtremes)
            (_least, _most, _hasExtremes) = (value, value, true);
        else if (Comparer<T>.Default.Compare(value, _least!) < 0)
            _least = value;
        else if (Comparer<T>.Default.Compare(value, _most!) > 0)
            _most = value;
    }

    private void AddDetails(ColumnBatch<T> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Present[i] == 0)
                continue;
            _distinct?.Add(hasher.Spread(hasher.Hash(batch.Values[i])));
            _frequent?.Add(batch.Values[i]);
            if (_expected is not null && _expected.TryGetValue(batch.Values[i], out var count))
                _expected[batch.Values[i]] = count + 1;
        }
    }
}

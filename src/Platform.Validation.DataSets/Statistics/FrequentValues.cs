using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.Statistics;

/// <summary>
/// The values that come most often, with 1,000 counters. Exact while there are no more different values than that; beyond, a count
/// is too low by at most <see cref="Error"/>, which is at most 1/1,001 of the rows.
/// </summary>
/// <remarks>J. Misra, D. Gries, "Finding repeated elements" (1982); merged as P. Agarwal et al., "Mergeable summaries" (2012), do.</remarks>
internal sealed class FrequentValues<T>
    where T : notnull
{
    public const int Counters = 1_000;

    private readonly Dictionary<T, long> _counts = new(Counters + 1);

    /// <summary>By how much a count may be too low.</summary>
    public long Error { get; private set; }

    public void Add(T value)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, value);
        if (!Unsafe.IsNullRef(ref count))
        {
            count++;
        }
        else if (_counts.Count < Counters)
        {
            _counts.Add(value, 1);
        }
        else
        {
            // The new value and one of each of the others are struck out together.
            TakeAway(1);
        }
    }

    public IEnumerable<(T Value, long Count)> Most(int number) => _counts
        .Where(pair => Error == 0 || pair.Value > Error)
        .Select(pair => (Value: pair.Key, Count: pair.Value))
        .OrderByDescending(pair => pair.Count).ThenBy(pair => ValueText<T>.Format(pair.Value), StringComparer.Ordinal)
        .Take(number);

    public void Merge(FrequentValues<T> other)
    {
        Error += other.Error;
        foreach (var (value, count) in other._counts)
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, value, out _) += count;
        if (_counts.Count > Counters)
            TakeAway(_counts.Values.OrderDescending().ElementAt(Counters));
    }

    public void Save(StateWriter state)
    {
        state.Write(Error);
        state.Write((long)_counts.Count);
        foreach (var (value, count) in _counts)
        {
            ValueState<T>.Write(state, value);
            state.Write(count);
        }
    }

    public void Restore(StateReader state)
    {
        _counts.Clear();
        Error = state.ReadCount();
        for (var left = state.ReadCount(Counters); left > 0; left--)
            _counts[ValueState<T>.Read(state)] = state.ReadCount();
    }

    private void TakeAway(long number)
    {
        Error += number;
        foreach (var value in _counts.Keys.ToList())
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, value);
            count -= number;
            if (count <= 0)
                _counts.Remove(value);
        }
    }
}

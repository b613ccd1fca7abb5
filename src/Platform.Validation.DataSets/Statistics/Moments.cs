using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Statistics;

/// <summary>Mean and standard deviation, from sums of differences to the first value.</summary>
/// <remarks>
/// Differences keep the digits that sums of squares of large numbers, such as times, lose. The sums grow value by value, so that they
/// do not depend on how rows were cut into batches; merging rounds once more.
/// </remarks>
internal struct Moments
{
    private double _origin;
    private double _sum;
    private double _squares;

    public long Count { get; private set; }

    public readonly double? Mean => Count == 0 ? null : _origin + (_sum / Count);

    /// <summary>Of the values themselves (population), not of a sample.</summary>
    public readonly double? StandardDeviation => Count == 0 ? null : Math.Sqrt(Math.Max(0, (_squares - (_sum * _sum / Count)) / Count));

    public void Add(double value)
    {
        if (Count++ == 0)
            _origin = value;
        var difference = value - _origin;
        _sum += difference;
        _squares += difference * difference;
    }

    public void Merge(in Moments other)
    {
        if (other.Count == 0)
            return;
        if (Count == 0)
        {
            this = other;
            return;
        }
        var shift = other._origin - _origin;
        _squares += other._squares + (2 * shift * other._sum) + (shift * shift * other.Count);
        _sum += other._sum + (shift * other.Count);
        Count += other.Count;
    }

    public readonly void Save(StateWriter state)
    {
        state.Write(Count);
        state.Write(_origin);
        state.Write(_sum);
        state.Write(_squares);
    }

    public void Restore(StateReader state)
    {
        Count = state.ReadCount();
        _origin = state.ReadDouble();
        _sum = state.ReadDouble();
        _squares = state.ReadDouble();
    }
}

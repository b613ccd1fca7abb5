using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Statistics;

/// <summary>
/// Where in the data set rows failed: 64 stretches of equal length, which doubles when the data set turns out longer. Lengths are
/// powers of two that start at row 0, so that two of these can be merged.
/// </summary>
internal sealed class FailurePositions
{
    public const int Stretches = 64;

    private readonly long[] _counts = new long[Stretches];

    public long RowsInStretch { get; private set; } = 1;

    public IReadOnlyList<long> Counts => _counts;

    public void Add(long row)
    {
        while (row / RowsInStretch >= Stretches)
            Halve();
        _counts[row / RowsInStretch]++;
    }

    public void Merge(FailurePositions other)
    {
        while (RowsInStretch < other.RowsInStretch)
            Halve();
        for (var stretch = 0; stretch < Stretches; stretch++)
            _counts[stretch * other.RowsInStretch / RowsInStretch] += other._counts[stretch];
    }

    public void Save(StateWriter state)
    {
        state.Write(RowsInStretch);
        foreach (var count in _counts)
            state.Write(count);
    }

    public void Restore(StateReader state)
    {
        RowsInStretch = state.ReadCount();
        if (!long.IsPow2(RowsInStretch))
            throw new CheckpointException("The checkpoint holds a length of stretches that cannot be.");
        for (var stretch = 0; stretch < Stretches; stretch++)
            _counts[stretch] = state.ReadCount();
    }

    private void Halve()
    {
        for (var stretch = 0; stretch < Stretches; stretch++)
            _counts[stretch] = stretch < Stretches / 2 ? _counts[2 * stretch] + _counts[(2 * stretch) + 1] : 0;
        RowsInStretch *= 2;
    }
}

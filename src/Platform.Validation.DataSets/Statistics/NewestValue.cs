using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets.Statistics;

/// <summary>The newest value that is not later than a limit: one that lies in the future says nothing of how fresh the others are.</summary>
internal sealed class NewestValue<T>(T limit)
    where T : notnull
{
    private bool _isThere;
    private T? _newest;

    /// <summary>In seconds since 1970; nothing where all values are later, or there is none.</summary>
    public double? Seconds => _isThere ? ValueView<T>.ToDouble(_newest!) : null;

    public void Add(T value)
    {
        if (Comparer<T>.Default.Compare(value, limit) > 0 || (_isThere && Comparer<T>.Default.Compare(value, _newest!) <= 0))
            return;
        (_newest, _isThere) = (value, true);
    }

    public void Merge(NewestValue<T> other)
    {
        if (other._isThere)
            Add(other._newest!);
    }

    public void Save(StateWriter state)
    {
        state.Write(_isThere ? 1L : 0);
        if (_isThere)
            ValueState<T>.Write(state, _newest!);
    }

    public void Restore(StateReader state)
    {
        _isThere = state.ReadCount(1) == 1;
        if (_isThere)
            _newest = ValueState<T>.Read(state);
    }
}

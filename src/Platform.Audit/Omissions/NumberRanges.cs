namespace Platform.Audit.Omissions;

/// <summary>Numbers that come almost in order, kept as the ranges that they make.</summary>
internal sealed class NumberRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    public long Max => _ranges.Count == 0 ? 0 : _ranges[^1].Last;

    /// <returns>Whether it was not there before.</returns>
    public bool TryAdd(long number)
    {
        if (_ranges.Count > 0 && _ranges[^1].Last == number - 1)
        {
            _ranges[^1] = (_ranges[^1].First, number);
            return true;
        }
        var at = FindAfter(number);
        if (at > 0 && _ranges[at - 1].Last >= number)
            return false;
        var follows = at > 0 && _ranges[at - 1].Last == number - 1;
        var precedes = at < _ranges.Count && _ranges[at].First == number + 1;
        if (follows && precedes)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, _ranges[at].Last);
            _ranges.RemoveAt(at);
        }
        else if (follows)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, number);
        }
        else if (precedes)
        {
            _ranges[at] = (number, _ranges[at].Last);
        }
        else
        {
            _ranges.Insert(at, (number, number));
        }
        return true;
    }

    /// <summary>What is missing from a number up to the highest.</summary>
    public List<(long First, long Last)> Missing(long from)
    {
        List<(long, long)> missing = [];
        foreach (var (first, last) in _ranges)
        {
            if (first > from)
                missing.Add((from, first - 1));
            from = Math.Max(from, last + 1);
        }
        return missing;
    }

    /// <summary>The first range that begins after a number.</summary>
    private int FindAfter(long number)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].First > number)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}

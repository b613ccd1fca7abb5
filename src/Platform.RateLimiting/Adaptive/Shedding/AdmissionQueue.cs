namespace Platform.RateLimiting.Adaptive.Shedding;

/// <summary>
/// Calls that wait, in the order in which they are served: by priority, then by the fair share of their consumers. Sorted, because both ends are needed
/// all the time: the first is served next, the last gives way when it is full. A few hundred entries are moved faster than a tree is walked.
/// </summary>
internal sealed class AdmissionQueue<TCall>(int capacity)
    where TCall : class
{
    private readonly WaitingCall<TCall>[] _calls = new WaitingCall<TCall>[capacity];
    private int _first;
    private int _end;

    /// <summary>Those that have been taken out while the others are still being moved.</summary>
    private int _taken;

    public int Count => _end - _first - _taken;

    public bool IsFull => Count == capacity;

    public ref readonly WaitingCall<TCall> Last => ref _calls[_end - 1];

    /// <summary>Adds a call behind all that are served no later.</summary>
    /// <param name="call">The call; there must be room.</param>
    /// <param name="newestFirst">Whether it takes the place of the first of its consumer's, and those move back by one: under overload the caller who came last is the one most likely to be there still.</param>
    public void Add(WaitingCall<TCall> call, bool newestFirst)
    {
        if (newestFirst)
            call = TakePlaceOfFirst(call);
        if (_end == capacity)
            Compact();
        var low = _first;
        var high = _end;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (call.IsBefore(_calls[middle]))
                high = middle;
            else
                low = middle + 1;
        }
        Array.Copy(_calls, low, _calls, low + 1, _end - low);
        _calls[low] = call;
        _end++;
    }

    /// <summary>Takes out the one that is served next.</summary>
    public bool TryTakeFirst(out WaitingCall<TCall> call)
    {
        if (Count == 0)
        {
            call = default;
            return false;
        }
        call = _calls[_first];
        _calls[_first++] = default;
        if (_first == _end)
            _first = _end = 0;
        return true;
    }

    /// <summary>Takes out the first that may have a place beside consumers that hold too many for long.</summary>
    public bool TryTakeFirstBeside(AdmissionControl<TCall> control, out WaitingCall<TCall> call)
    {
        for (var i = _first; i < _end; i++)
        {
            if (control.HasRoomBeside(_calls[i].Bucket))
            {
                call = _calls[i];
                RemoveAt(i);
                return true;
            }
        }
        call = default;
        return false;
    }

    /// <summary>Takes out the one that is served last.</summary>
    public WaitingCall<TCall> TakeLast()
    {
        var call = _calls[--_end];
        _calls[_end] = default;
        return call;
    }

    /// <summary>Takes out a call whose caller has gone.</summary>
    /// <returns>Whether it was waiting.</returns>
    public bool TryRemove(TCall call, out WaitingCall<TCall> removed)
    {
        for (var i = _first; i < _end; i++)
        {
            if (ReferenceEquals(_calls[i].Call, call))
            {
                removed = _calls[i];
                RemoveAt(i);
                return true;
            }
        }
        removed = default;
        return false;
    }

    /// <summary>Takes out all that have waited since before a time, in one pass: a full queue may have become too old at once. The control is told of each, and must not come back here for it.</summary>
    public void TakeOlder(long than, AdmissionControl<TCall> control)
    {
        var kept = _first;
        for (var i = _first; i < _end; i++)
        {
            if (_calls[i].Since < than)
            {
                _taken++;
                control.DropLate(_calls[i]);
            }
            else
            {
                _calls[kept++] = _calls[i];
            }
        }
        Array.Clear(_calls, kept, _end - kept);
        (_end, _taken) = (kept, 0);
        if (_first == _end)
            _first = _end = 0;
    }

    private WaitingCall<TCall> TakePlaceOfFirst(WaitingCall<TCall> call)
    {
        for (var i = _first; i < _end; i++)
        {
            ref var each = ref _calls[i];
            if (each.Bucket == call.Bucket && each.Priority == call.Priority && each.Tag <= call.Tag)
                (each, call) = (call with { Tag = each.Tag }, each with { Tag = call.Tag });
        }
        return call;
    }

    private void RemoveAt(int index)
    {
        Array.Copy(_calls, index + 1, _calls, index, _end - index - 1);
        _calls[--_end] = default;
    }

    private void Compact()
    {
        Array.Copy(_calls, _first, _calls, 0, Count);
        Array.Clear(_calls, Count, capacity - Count);
        (_first, _end) = (0, Count);
    }
}

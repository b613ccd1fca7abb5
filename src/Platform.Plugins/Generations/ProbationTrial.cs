namespace Platform.Plugins.Generations;

/// <summary>
/// How the calls of a version on probation fare: of each run of so many calls so many may fail. A share is what a circuit breaker does not
/// see, which closes again with each call that is answered.
/// </summary>
/// <remarks>Safe for use by several threads.</remarks>
internal sealed class ProbationTrial(int callsInRun, int faultsAllowed, DateTimeOffset until, TimeProvider time, Action<string> fails)
{
    private readonly Lock _lock = new();
    private int _calls;
    private int _faults;
    private bool _isProven;
    private volatile bool _isOver;

    /// <summary>Whether it lasts: for its time, and until one run of calls has gone well.</summary>
    public bool Lasts
    {
        get
        {
            if (_isOver)
                return false;
            lock (_lock)
                return !EndIfProven();
        }
    }

    /// <summary>A call was answered, or was not.</summary>
    public void Called(bool isFault)
    {
        if (_isOver)
            return;
        string? failed = null;
        lock (_lock)
        {
            if (EndIfProven())
                return;
            _calls++;
            _faults += isFault ? 1 : 0;
            if (_faults > faultsAllowed)
                failed = $"{_faults} of {_calls} calls failed.";
            else if (_calls == callsInRun)
                _isProven = true;
            // Where going back failed, the next run asks for it again.
            if (failed is not null || _calls == callsInRun)
                (_calls, _faults) = (0, 0);
        }
        if (failed is not null)
            fails(failed);
    }

    /// <summary>Under the lock.</summary>
    private bool EndIfProven() => _isOver = _isProven && time.GetUtcNow() >= until;
}

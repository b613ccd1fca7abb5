namespace Platform.Errors.Resilience;

/// <summary>A <see cref="Circuit"/> for many threads, which tells about its changes.</summary>
/// <param name="settings">The thresholds.</param>
/// <param name="changed">Told of every change of state, in order and outside of any attempt's time; it must be quick and must not throw.</param>
internal sealed class CircuitBreaker(CircuitSettings settings, Action<CircuitChange> changed)
{
    private const int NotClosed = -1;

    private readonly Circuit _circuit = new(settings);
    private readonly Lock _lock = new();

    /// <summary>The generation while the circuit is closed, so that the common case needs no lock to be let in.</summary>
    private volatile int _closedGeneration;
    private volatile CircuitState _state;
    private long _openUntil;

    public CircuitState State => _state;

    /// <summary>The state as it is now: an open circuit whose break is over lets the next call through, though none has come yet.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The state.</returns>
    public CircuitState StateAt(long now)
    {
        var state = _state;
        return state == CircuitState.Open && now >= Volatile.Read(ref _openUntil) ? CircuitState.HalfOpen : state;
    }

    /// <summary>Whether a call need not even begin. Asks without a lock and changes nothing.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wait">If so, for how many ticks.</param>
    /// <returns>Whether the circuit is open and stays so for now.</returns>
    public bool IsRefusing(long now, out long wait)
    {
        wait = 0;
        if (_state != CircuitState.Open)
            return false;
        wait = Volatile.Read(ref _openUntil) - now;
        return wait > 0;
    }

    public Admission Admit(long now)
    {
        var generation = _closedGeneration;
        if (generation != NotClosed)
            return new Admission(true, generation, 0);
        lock (_lock)
        {
            var before = _circuit.Generation;
            var admission = _circuit.Admit(now);
            if (_circuit.Generation != before)
                Publish();
            return admission;
        }
    }

    public void Record(in Admission admission, AttemptOutcome outcome, long now)
    {
        lock (_lock)
        {
            var before = _circuit.Generation;
            _circuit.Record(in admission, outcome, now);
            if (_circuit.Generation != before)
                Publish();
        }
    }

    private void Publish()
    {
        Volatile.Write(ref _openUntil, _circuit.OpenUntil);
        _state = _circuit.State;
        _closedGeneration = _state == CircuitState.Closed ? _circuit.Generation : NotClosed;
        changed(new CircuitChange(_state, _circuit.BreakDuration));
    }
}

namespace Platform.Plugins.Extensions;

/// <summary>Leaves an extension out for a while that has failed too often. Safe for use by several threads.</summary>
internal sealed class CircuitBreaker(FaultPolicy policy, TimeProvider time)
{
    private readonly Lock _lock = new();
    private BreakerState _state;

    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _state.ClosedAgainAt is not null;
        }
    }

    public bool TryEnter()
    {
        lock (_lock)
            return _state.TryEnter(time.GetTimestamp(), out _state);
    }

    public void Succeeded()
    {
        lock (_lock)
            _state = BreakerState.Succeeded();
    }

    /// <returns>Whether it has opened by this.</returns>
    public bool Failed()
    {
        lock (_lock)
        {
            var wasOpen = _state.ClosedAgainAt is not null;
            _state = _state.Failed(time.GetTimestamp(), policy.BreakAfter, (long)(policy.BreakFor.TotalSeconds * time.TimestampFrequency));
            return !wasOpen && _state.ClosedAgainAt is not null;
        }
    }

    public void GivenUp()
    {
        lock (_lock)
            _state = _state.GivenUp();
    }
}

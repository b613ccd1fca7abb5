namespace Platform.Errors.Resilience.Tests;

/// <summary>The circuit as one would explain it: it remembers every attempt since it closed, and counts them again each time.</summary>
internal sealed class CircuitModel(CircuitSettings settings)
{
    private readonly List<(long At, bool IsFailure)> _attempts = [];
    private readonly Dictionary<int, int> _periods = [];
    private int _period;
    private int _openingsInARow;
    private long _openedAt;
    private long? _probeAt;
    private int _probesSucceeded;

    public CircuitState State { get; private set; }

    public bool Begin(int attempt, long now)
    {
        if (State == CircuitState.Open && now >= _openedAt + Break())
        {
            (State, _probeAt, _probesSucceeded) = (CircuitState.HalfOpen, null, 0);
            _period++;
        }
        var isAllowed = State == CircuitState.Closed || (State == CircuitState.HalfOpen && (_probeAt is not { } at || now - at >= settings.BreakDuration));
        if (isAllowed && State == CircuitState.HalfOpen)
            _probeAt = now;
        if (isAllowed)
            _periods[attempt] = _period;
        return isAllowed;
    }

    public void End(int attempt, AttemptOutcome outcome, long now)
    {
        if (!_periods.Remove(attempt, out var period) || period != _period)
            return;
        if (State == CircuitState.HalfOpen)
        {
            _probeAt = null;
            if (outcome == AttemptOutcome.Failure)
                Open(now);
            else if (outcome == AttemptOutcome.Success && ++_probesSucceeded == settings.SuccessfulProbes)
                Close();
        }
        else if (State == CircuitState.Closed && outcome != AttemptOutcome.Unknown)
        {
            _attempts.Add((now, outcome == AttemptOutcome.Failure));
            if (outcome == AttemptOutcome.Failure && MustOpen(now))
                Open(now);
        }
    }

    private bool MustOpen(long now)
    {
        var inARow = _attempts.AsEnumerable().Reverse().TakeWhile(attempt => attempt.IsFailure).Count();
        var recent = _attempts.Where(attempt => (now / settings.BucketWidth) - (attempt.At / settings.BucketWidth) < AttemptWindow.Buckets).ToList();
        return (settings.ConsecutiveFailures > 0 && inARow >= settings.ConsecutiveFailures)
            || (recent.Count >= settings.MinimumThroughput && recent.Count(attempt => attempt.IsFailure) >= settings.FailureRatio * recent.Count);
    }

    private long Break()
    {
        var time = settings.BreakDuration;
        for (var opening = 1; opening < _openingsInARow; opening++)
            time = Math.Min(time * 2, settings.MaximumBreakDuration);
        return time;
    }

    private void Open(long now)
    {
        (State, _openedAt) = (CircuitState.Open, now);
        _openingsInARow++;
        _period++;
        _attempts.Clear();
    }

    private void Close()
    {
        (State, _openingsInARow) = (CircuitState.Closed, 0);
        _period++;
    }
}

namespace Platform.Errors.Resilience;

/// <summary>
/// The decisions of a circuit breaker, without clock, lock or notification. Closed until too large a share of attempts fails, or too many in a row; then open
/// for a while; then half-open: one attempt at a time, until enough have succeeded, or one has failed.
/// </summary>
/// <remarks>Not safe on several threads; <see cref="CircuitBreaker"/> is.</remarks>
/// <param name="settings">The thresholds.</param>
internal sealed class Circuit(CircuitSettings settings)
{
    private readonly AttemptWindow _window = new(settings.BucketWidth);
    private int _failuresInARow;
    private int _openings;
    private int _successfulProbes;
    private bool _isProbing;
    private long _probedAt;

    public CircuitState State { get; private set; }

    /// <summary>Counts the changes of state.</summary>
    public int Generation { get; private set; }

    /// <summary>For how many ticks the circuit stays open.</summary>
    public long BreakDuration { get; private set; }

    /// <summary>If open, until when.</summary>
    public long OpenUntil { get; private set; }

    public Admission Admit(long now)
    {
        if (State == CircuitState.Open)
        {
            if (now < OpenUntil)
                return new Admission(false, Generation, OpenUntil - now);
            (_successfulProbes, _isProbing) = (0, false);
            Change(CircuitState.HalfOpen);
        }
        if (State == CircuitState.HalfOpen)
        {
            // A probe that has not come back for a whole break is given up: one that hangs for ever must not keep the circuit shut.
            var forgottenAt = _probedAt + settings.BreakDuration;
            if (_isProbing && now < forgottenAt)
                return new Admission(false, Generation, forgottenAt - now);
            (_isProbing, _probedAt) = (true, now);
        }
        return new Admission(true, Generation, 0);
    }

    public void Record(in Admission admission, AttemptOutcome outcome, long now)
    {
        if (admission.Generation != Generation)
            return;
        if (State == CircuitState.HalfOpen)
            RecordProbe(outcome, now);
        else if (State == CircuitState.Closed && outcome != AttemptOutcome.Unknown)
            RecordAttempt(outcome == AttemptOutcome.Failure, now);
    }

    private void RecordAttempt(bool isFailure, long now)
    {
        _window.Add(now, isFailure);
        _failuresInARow = isFailure ? _failuresInARow + 1 : 0;
        if (isFailure && (IsTooManyInARow() || IsTooLargeAShare(now)))
            Open(now);
    }

    private bool IsTooManyInARow() => settings.ConsecutiveFailures > 0 && _failuresInARow >= settings.ConsecutiveFailures;

    private bool IsTooLargeAShare(long now)
    {
        var (attempts, failures) = _window.Count(now);
        return attempts >= settings.MinimumThroughput && failures >= settings.FailureRatio * attempts;
    }

    private void RecordProbe(AttemptOutcome outcome, long now)
    {
        _isProbing = false;
        if (outcome == AttemptOutcome.Failure)
        {
            Open(now);
        }
        else if (outcome == AttemptOutcome.Success && ++_successfulProbes >= settings.SuccessfulProbes)
        {
            _openings = 0;
            Change(CircuitState.Closed);
        }
    }

    private void Open(long now)
    {
        // Doubled by hand and bounded each time, so that no number of openings overflows.
        BreakDuration = _openings++ == 0 ? settings.BreakDuration : Math.Min(BreakDuration * 2, settings.MaximumBreakDuration);
        OpenUntil = now + BreakDuration;
        _failuresInARow = 0;
        _window.Clear();
        Change(CircuitState.Open);
    }

    private void Change(CircuitState state)
    {
        State = state;
        Generation = (Generation + 1) & int.MaxValue;
    }
}

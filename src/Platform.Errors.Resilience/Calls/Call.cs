using Polly;

namespace Platform.Errors.Resilience;

/// <summary>
/// One call on its way through Polly, where it is the result of every attempt. Being one object for all types of values, it lets one pipeline with one circuit
/// and one budget serve them all, without boxing a result and without an exception for a failure.
/// </summary>
internal abstract class Call
{
    private Error _error;
    private Error _said;

    public Idempotency Idempotency { get; protected set; }

    /// <summary>The caller's own token, by which its leaving is told from a deadline.</summary>
    public CancellationToken Caller { get; protected set; }

    public int Attempts { get; private set; }

    /// <summary>When the first attempt began; the call began then too.</summary>
    public long StartedAt { get; private set; }

    /// <summary>When the last attempt began.</summary>
    public long AttemptStartedAt { get; private set; }

    /// <summary>When the last attempt ended.</summary>
    public long EndedAt { get; private set; }

    public bool IsSuccess { get; private set; }

    public bool IsRejectedByCircuit { get; private set; }

    /// <summary>How long to wait before the next attempt, once that is decided.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What the failure means for the callers of this service.</summary>
    public ref readonly Error Error => ref _error;

    /// <summary>What the dependency said, by which retry and breaker judge. Mostly the same.</summary>
    public ref readonly Error Said => ref _said;

    public void BeginAttempt(long now)
    {
        if (Attempts++ == 0)
            StartedAt = now;
        AttemptStartedAt = now;
        IsRejectedByCircuit = false;
    }

    public void EndAttempt(long now) => EndedAt = now;

    public void Fail(in Error error) => Fail(in error, in error);

    public void Fail(in Error error, in Error said) => (IsSuccess, _error, _said) = (false, error, said);

    public void Reject(in Error error, long now)
    {
        Fail(in error);
        IsRejectedByCircuit = true;
        EndedAt = now;
    }

    public Outcome<Call> AsOutcome() => Outcome.FromResult(this);

    protected void Succeed() => IsSuccess = true;

    protected void Clear()
    {
        (Caller, Attempts, StartedAt, AttemptStartedAt, EndedAt) = (default, 0, 0, 0, 0);
        (IsSuccess, IsRejectedByCircuit, Delay) = (false, false, default);
        _error = default;
        _said = default;
    }
}

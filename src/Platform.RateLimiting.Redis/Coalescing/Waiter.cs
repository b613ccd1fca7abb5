using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>One caller that waits for a decision. Its answer comes once; a cancellation may come first.</summary>
internal sealed class Waiter : IValueTaskSource<RateLimitDecision>
{
    private ManualResetValueTaskSourceCore<RateLimitDecision> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _answered;

    public Waiter(long cost, long since, ActivityContext parent) => (Cost, Since, Parent) = (cost, since, parent);

    public long Cost { get; }

    /// <summary>The timestamp at which it began to wait.</summary>
    public long Since { get; }

    /// <summary>The span of its request.</summary>
    public ActivityContext Parent { get; }

    public ValueTask<RateLimitDecision> Task => new(this, _source.Version);

    public void WatchFor(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return;
        _cancellation = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).Cancel(), this);
    }

    /// <summary>Who decided; <see langword="null"/> when Redis did not, and whoever waited must decide without it.</summary>
    public DecisionSource? Source { get; private set; }

    public void Answer(in RateLimitDecision decision, DecisionSource source)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return;
        Source = source;
        _source.SetResult(decision);
    }

    /// <summary>Ends the wait without a decision.</summary>
    public void GiveUp()
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
            _source.SetResult(default);
    }

    public void Fail(Exception failure)
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
            _source.SetException(failure);
    }

    RateLimitDecision IValueTaskSource<RateLimitDecision>.GetResult(short token)
    {
        _registration.Dispose();
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<RateLimitDecision>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<RateLimitDecision>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel() => Fail(new OperationCanceledException(_cancellation));
}

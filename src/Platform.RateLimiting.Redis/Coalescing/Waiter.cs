using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Platform.RateLimiting.Redis.Coalescing;

/// <summary>One caller that waits for a decision. Its answer comes once; a cancellation may come first.</summary>
/// <remarks>
/// Its continuation is put at the end of the thread pool's common queue, by itself: whoever answered has others to answer, and what is
/// put there after the last of them runs when all have gone on.
/// </remarks>
internal sealed class Waiter : IValueTaskSource<RateLimitDecision>, IThreadPoolWorkItem
{
    // Without a result of its own: a decision is large, and would be copied into it and out again.
    private ManualResetValueTaskSourceCore<bool> _source;
    private RateLimitDecision _decision;
    private Exception? _failure;
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

    /// <summary>Where whoever answers writes the decision, before <see cref="Answer"/>. Who has left meanwhile never looks at it.</summary>
    public ref RateLimitDecision Decision => ref _decision;

    public void Answer(DecisionSource source)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return;
        Source = source;
        GoOn();
    }

    /// <summary>Ends the wait without a decision.</summary>
    public void GiveUp()
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
            GoOn();
    }

    public void Fail(Exception failure)
    {
        if (Interlocked.Exchange(ref _answered, 1) != 0)
            return;
        _failure = failure;
        GoOn();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is null)
            _source.SetResult(true);
        else
            _source.SetException(_failure);
    }

    RateLimitDecision IValueTaskSource<RateLimitDecision>.GetResult(short token)
    {
        _registration.Dispose();
        _source.GetResult(token);
        return _decision;
    }

    ValueTaskSourceStatus IValueTaskSource<RateLimitDecision>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<RateLimitDecision>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void GoOn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void Cancel() => Fail(new OperationCanceledException(_cancellation));
}

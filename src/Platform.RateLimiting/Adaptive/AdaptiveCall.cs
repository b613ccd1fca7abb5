using System.Threading.Tasks.Sources;

namespace Platform.RateLimiting.Adaptive;

/// <summary>
/// A call from its arrival to its end; used again for later ones, which a generation tells apart, so that nothing is allocated for each. Whatever
/// changes it holds the limiter's lock, but for the wait of its caller.
/// </summary>
internal sealed class AdaptiveCall(AdaptiveLimiter limiter) : IValueTaskSource<AdaptiveLease>
{
    private ManualResetValueTaskSourceCore<AdaptiveLease> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private int _generation;
    private bool _mayBeLeft;

    public AdaptiveLimiter Limiter => limiter;

    public AdaptiveCall? Next { get; set; }

    public LoadPriority Priority { get; private set; }

    public ulong Consumer { get; private set; }

    public long ArrivedAt { get; private set; }

    public long BegunAt { get; set; }

    /// <summary>Whether it runs whatever was decided, because the limiter only watches.</summary>
    public bool IsShadowed { get; set; }

    public bool WouldBeRefused { get; set; }

    public int Generation => Volatile.Read(ref _generation);

    public ValueTask<AdaptiveLease> Task => new(this, _source.Version);

    public void Begin(LoadPriority priority, ulong consumer, long now)
    {
        Next = null;
        (Priority, Consumer, ArrivedAt, BegunAt, IsShadowed, WouldBeRefused) = (priority, consumer, now, now, false, false);
    }

    /// <summary>Ends it: no lease of it is valid any more.</summary>
    /// <returns>Whether it can be used again. One that a cancellation may still be on its way to cannot.</returns>
    public bool End()
    {
        if (_mayBeLeft)
            return false;
        _source.Reset();
        return true;
    }

    /// <summary>Takes the right to complete a lease of this generation, once.</summary>
    public bool TryComplete(int generation) => Interlocked.CompareExchange(ref _generation, generation + 1, generation) == generation;

    public void LeaveWhen(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return;
        _token = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static call => ((AdaptiveCall)call!).Leave(), this);
    }

    public void SetResult(in AdaptiveLease lease) => _source.SetResult(lease);

    public void SetCanceled(CancellationToken cancellationToken) => _source.SetException(new OperationCanceledException(cancellationToken));

    public AdaptiveLease GetResult(short token)
    {
        _mayBeLeft = _registration != default && !_registration.Unregister();
        (_registration, _token) = (default, default);
        var lease = _source.GetResult(token);
        if (!lease.IsAdmitted)
            limiter.TakeBack(this, lease.Decision);
        return lease;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Leave() => limiter.Leave(this, _token);
}

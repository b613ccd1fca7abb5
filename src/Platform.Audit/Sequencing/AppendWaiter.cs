using System.Threading.Tasks.Sources;

namespace Platform.Audit.Sequencing;

/// <summary>Somebody who waits for a record to come as far as was asked for. Used again when both whoever waits and the queue have done with it.</summary>
internal sealed class AppendWaiter : IValueTaskSource<AuditReceipt>
{
    /// <summary>The record waits to be sent to the store.</summary>
    private const int Waiting = 0;

    /// <summary>The store may have it.</summary>
    private const int Sent = 1;

    /// <summary>Whoever waited was told something, and the record is still to be recorded.</summary>
    private const int Told = 2;

    /// <summary>Whoever waited was told that it is not recorded, and so it must not be.</summary>
    private const int Withdrawn = 3;

    private readonly AppendQueue _queue;
    private ManualResetValueTaskSourceCore<AuditReceipt> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _state;
    private int _holders;

    public AppendWaiter(AppendQueue queue) => _queue = queue;

    public AuditAcknowledgement Level { get; private set; }

    public WhenAuditUnavailable WhenUnavailable { get; private set; }

    public ValueTask<AuditReceipt> Task => new(this, _core.Version);

    public void Begin(AuditAcknowledgement level, WhenAuditUnavailable whenUnavailable)
    {
        (Level, WhenUnavailable) = (level, whenUnavailable);
        _state = Waiting;
        _holders = 2;
    }

    /// <summary>Whoever waits may stop waiting. The record stays.</summary>
    public void Observe(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
            return;
        _cancellation = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static waiter => ((AppendWaiter)waiter!).Cancel(), this);
    }

    /// <summary>The record goes to the store.</summary>
    /// <returns><see langword="false"/> if it was withdrawn.</returns>
    public bool Send() => Interlocked.CompareExchange(ref _state, Sent, Waiting) != Withdrawn;

    public void Succeed(AuditReceipt receipt)
    {
        if (End(Told))
            _core.SetResult(receipt);
    }

    /// <summary>Tells that the record could not be recorded in time.</summary>
    /// <returns>Whether somebody was told now; not one who knows already, or has gone.</returns>
    public bool GiveUp(AuditUnavailability reason)
    {
        if (WhenUnavailable == WhenAuditUnavailable.Allow)
        {
            if (!End(Told))
                return false;
            _core.SetResult(AuditReceipt.Queued);
            return true;
        }
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting)
            _core.SetException(reason.ToException(mayBeRecorded: false));
        else if (Interlocked.CompareExchange(ref _state, Told, Sent) == Sent)
            _core.SetException(reason.ToException(mayBeRecorded: true));
        else
            return false;
        return true;
    }

    /// <summary>Tells that the record is stored, and that what was asked for beyond that has not come in time.</summary>
    public void GiveUpPublication(AuditReceipt receipt, AuditUnavailability reason)
    {
        if (WhenUnavailable == WhenAuditUnavailable.Allow)
            Succeed(receipt);
        else if (End(Told))
            _core.SetException(reason.ToException(mayBeRecorded: true));
    }

    /// <summary>Whether the record is not to be recorded.</summary>
    public bool IsWithdrawn => Volatile.Read(ref _state) == Withdrawn;

    /// <summary>The queue has done with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        _core.Reset();
        (_registration, _cancellation) = (default, default);
        _queue.Return(this);
    }

    /// <summary>The record was not taken, and nobody waits.</summary>
    public void Decline() => _queue.Return(this);

    public AuditReceipt GetResult(short token)
    {
        _registration.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Release();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (End(Told))
            _core.SetException(new OperationCanceledException(_cancellation));
    }

    private bool End(int state)
    {
        for (var seen = Volatile.Read(ref _state); seen is Waiting or Sent; seen = Volatile.Read(ref _state))
        {
            if (Interlocked.CompareExchange(ref _state, state, seen) == seen)
                return true;
        }
        return false;
    }
}

using System.Diagnostics.CodeAnalysis;
using Platform.RateLimiting.Adaptive;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>A place among the calls that run, or why there was none.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly struct AdaptiveLease : IDisposable
{
    private readonly AdaptiveCall? _call;
    private readonly int _generation;
    private readonly long _waited;
    private readonly long _busy;
    private readonly long _retryAfter;

    internal AdaptiveLease(
        AdaptiveCall call, int generation, LoadDecision decision, LoadPriority priority, int limit, int running, int waiting, long waited, long busy, long retryAfter)
    {
        (_call, _generation, Decision, Priority, Limit, Running, Waiting) = (call, generation, decision, priority, limit, running, waiting);
        (_waited, _busy, _retryAfter) = (waited, busy, retryAfter);
    }

    /// <summary>What was decided.</summary>
    public LoadDecision Decision { get; }

    /// <summary>Whether the call may go on.</summary>
    public bool IsAdmitted => Decision is LoadDecision.Admitted or LoadDecision.Shadowed;

    /// <summary>The call's priority.</summary>
    public LoadPriority Priority { get; }

    /// <summary>How many calls might run when it was decided.</summary>
    public int Limit { get; }

    /// <summary>How many ran then, this one included if it was admitted.</summary>
    public int Running { get; }

    /// <summary>How many waited then.</summary>
    public int Waiting { get; }

    /// <summary>How long the call waited.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(_waited);

    /// <summary>For how long calls had waited without a break when it was refused; zero for one that was admitted.</summary>
    public TimeSpan OverloadedFor => TimeSpan.FromTicks(_busy);

    /// <summary>When a refused caller should come back: drawn at random, so that not all do together. Zero for one that was admitted.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromTicks(_retryAfter);

    /// <summary>A sentence for people that says what was decided and why.</summary>
    /// <returns>The sentence.</returns>
    public string Explain() => LoadText.Of(this);

    /// <summary>The call has ended, and it is known how. Only the first call of this, of <see cref="Ignore"/> or of <see cref="Dispose"/> counts; of a refusal none does.</summary>
    /// <param name="succeeded">Whether it did what it was for. What timed out or failed is no throughput, and counts as a sign of overload where more of it comes with more at once.</param>
    [HotPath]
    public void Complete(bool succeeded)
    {
        if (_call is not null && IsAdmitted && _call.TryComplete(_generation))
            _call.Limiter.Complete(_call, succeeded);
    }

    /// <summary>
    /// The call has ended, and it says nothing of the service: its caller has gone, or nothing was done. It counts neither as done nor as failed, unless it ran for longer than calls do: then it may have been left for
    /// that, and counts as failed.
    /// </summary>
    [HotPath]
    public void Ignore()
    {
        if (_call is not null && IsAdmitted && _call.TryComplete(_generation))
            _call.Limiter.Complete(_call, succeeded: null);
    }

    /// <summary>The same as <see cref="Ignore"/>, where nobody has said how the call ended. Success has to be said: work that is left by an exception is not done.</summary>
    public void Dispose() => Ignore();
}

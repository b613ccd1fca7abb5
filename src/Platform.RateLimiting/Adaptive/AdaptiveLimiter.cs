using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.Adaptive;
using Platform.RateLimiting.Adaptive.Concurrency;
using Platform.RateLimiting.Adaptive.Shedding;
using Platform.Shared;

namespace Platform.RateLimiting;

/// <summary>
/// Limits how many calls run at once to what the service bears, which it finds out itself; lets the others wait a little, and refuses by
/// priority and by fairness what cannot be served in time. Thread-safe.
/// </summary>
/// <remarks>It owns a timer that runs only while calls wait. Disposing it refuses those, and admits from then on whatever comes.</remarks>
public sealed class AdaptiveLimiter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _epoch;
    private readonly AdmissionControl<AdaptiveCall> _control;
    private readonly ShadowControl? _shadow;
    private readonly ITimer _timer;
    private readonly Telemetry _telemetry;
    private readonly UInt128 _secret;
    private readonly long _retryAfter;
    private readonly bool _ownsTelemetry;
    private AdaptiveCall? _free;
    private bool _isTimerSet;
    private bool _isDisposed;
    private ulong _random;

    /// <summary>Makes one that stands by itself: in a program without a container, or in a test. <c>AddAdaptiveLimit</c> adds one to a host.</summary>
    /// <param name="options">The options; not to be changed later.</param>
    /// <param name="time">The time; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="OptionsValidationException">The options cannot be meant; the message says which and what to do.</exception>
    public AdaptiveLimiter(PlatformAdaptiveLimitOptions options, TimeProvider? time = null)
        : this("", PlatformAdaptiveLimitOptionsValidator.Require(options), time ?? TimeProvider.System, new Telemetry()) => _ownsTelemetry = true;

    internal AdaptiveLimiter(string name, PlatformAdaptiveLimitOptions options, TimeProvider time, Telemetry telemetry)
        : this(name, options, time, telemetry, Draw())
    {
    }

    internal AdaptiveLimiter(string name, PlatformAdaptiveLimitOptions options, TimeProvider time, Telemetry telemetry, UInt128 secret)
    {
        (Name, _time, _telemetry, _secret, _random) = (name, time, telemetry, secret, (ulong)secret | 1);
        _epoch = time.GetTimestamp();
        _retryAfter = options.RetryAfter.Ticks;
        var concurrency = new ConcurrencyController(options.InitialLimit, options.LeastLimit, options.MostLimit, (ulong)(secret >> 64));
        _control = new AdmissionControl<AdaptiveCall>(concurrency, options.QueueCapacity, options.QueueTarget.Ticks, options.QueueInterval.Ticks, options.LongHeldShare, Answer);
        _shadow = options.Shadow ? new ShadowControl(options) : null;
        _timer = time.CreateTimer(static limiter => ((AdaptiveLimiter)limiter!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        telemetry.Observe(this);
    }

    /// <summary>Its name; empty for the one that needs none.</summary>
    public string Name { get; }

    /// <summary>Whether it only counts what it would refuse.</summary>
    public bool IsShadow => _shadow is not null;

    /// <summary>How things stand.</summary>
    /// <returns>The state, with what the latest trial found.</returns>
    public AdaptiveLimiterState GetState()
    {
        AdaptiveLimiterState state;
        ConcurrencyStanding standing;
        lock (_lock)
        {
            var now = Now;
            state = new AdaptiveLimiterState
            {
                Name = Name,
                IsShadow = IsShadow,
                Limit = _shadow?.Limit ?? _control.Concurrency.Limit,
                Running = _shadow?.Running ?? _control.Running,
                Waiting = _control.Waiting,
                MeanLatency = TimeSpan.FromTicks((long)_control.Concurrency.MeanLatency),
                OverloadedFor = TimeSpan.FromTicks(_control.Waiting == 0 ? 0 : now - _control.EmptyAt),
            };
            standing = new ConcurrencyStanding(_control.Concurrency.Estimate, _control.Concurrency.Latest, now, _control.BeyondShare);
        }
        // Words are made where nobody waits for them.
        return state with { Explanation = _shadow?.Explain() ?? ConcurrencyText.Of(standing) };
    }

    /// <summary>Asks for a place. A call that gets none at once waits for one as long as it may.</summary>
    /// <param name="priority">How important the call is.</param>
    /// <param name="consumer">For whom it is made: under overload all consumers of a priority get the same share. Calls without one share one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place, or why there is none. Whoever is admitted gives it back by <see cref="AdaptiveLease.Complete"/> or by disposing it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    [HotPath]
    public ValueTask<AdaptiveLease> AcquireAsync(LoadPriority priority = LoadPriority.Normal, in RateLimitKey consumer = default, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<AdaptiveLease>(cancellationToken);
        var hash = consumer.IsEmpty ? 0 : consumer.Hash(_secret);
        AdaptiveCall call;
        lock (_lock)
        {
            var now = Now;
            call = Rent(priority, hash, now);
            if (_shadow is not null || _isDisposed)
                return new(AdmitInShadow(now, call));
            var outcome = _control.Arrive(now, priority, hash, call);
            if (outcome == AdmissionOutcome.Admitted)
                return new(Lease(now, call, outcome));
            if (outcome != AdmissionOutcome.Waits)
            {
                var refusal = Lease(now, call, outcome);
                Return(call);
                Telemetry.MarkLoad(priority, refusal.Decision);
                return new(refusal);
            }
            SetTimer(now);
        }
        // Outside of the lock: a token that is cancelled just now runs the callback here.
        call.LeaveWhen(cancellationToken);
        return call.Task;
    }

    /// <summary>Refuses whoever waits. What runs is not touched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _control.Close();
        }
        _timer.Dispose();
        _telemetry.Forget(this);
        if (_ownsTelemetry)
            _telemetry.Dispose();
    }

    /// <summary>Ends a call; without a word on how it went, it says nothing of the service.</summary>
    internal void Complete(AdaptiveCall call, bool? succeeded)
    {
        lock (_lock)
        {
            var now = Now;
            if (call.IsShadowed)
                _shadow?.Complete(now, succeeded ?? false);
            else if (succeeded is { } known)
                _control.Complete(now, call.Priority, call.Consumer, now - call.BegunAt, known);
            else
                _control.Ignore(now, call.Priority, call.Consumer, now - call.BegunAt);
            Return(call);
        }
    }

    internal void Leave(AdaptiveCall call, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_control.Leave(Now, call))
                return;
            _telemetry.ReportLeft(this, call.Priority);
            call.SetCanceled(cancellationToken);
        }
    }

    /// <summary>Takes back a call that its caller has read the refusal of.</summary>
    internal void TakeBack(AdaptiveCall call, LoadDecision decision)
    {
        // Here the caller has come back to its own span.
        Telemetry.MarkLoad(call.Priority, decision);
        lock (_lock)
            Return(call);
    }

    private long Now => _time.GetElapsedTime(_epoch).Ticks;

    private void Answer(AdaptiveCall call, AdmissionOutcome outcome) => call.SetResult(Lease(Now, call, outcome));

    private AdaptiveLease AdmitInShadow(long now, AdaptiveCall call)
    {
        call.IsShadowed = true;
        call.WouldBeRefused = _shadow is not null && !_isDisposed && !_shadow.Admit(now, call.Priority);
        var lease = Lease(now, call, AdmissionOutcome.Admitted);
        Telemetry.MarkLoad(call.Priority, lease.Decision);
        return lease;
    }

    private AdaptiveLease Lease(long now, AdaptiveCall call, AdmissionOutcome outcome)
    {
        var waited = now - call.ArrivedAt;
        call.BegunAt = now;
        var decision = outcome switch
        {
            AdmissionOutcome.Admitted => call.WouldBeRefused ? LoadDecision.Shadowed : LoadDecision.Admitted,
            AdmissionOutcome.WaitedTooLong => LoadDecision.WaitedTooLong,
            _ => LoadDecision.QueueFull,
        };
        _telemetry.ReportLoad(this, call.Priority, decision, waited);
        var limit = _shadow?.Limit ?? _control.Concurrency.Limit;
        var isRefused = decision is LoadDecision.QueueFull or LoadDecision.WaitedTooLong;
        return new AdaptiveLease(
            call, call.Generation, decision, call.Priority, limit, _shadow?.Running ?? _control.Running, _control.Waiting, waited,
            isRefused ? now - _control.EmptyAt : 0, isRefused ? NextRetryAfter() : 0);
    }

    private void Tick()
    {
        lock (_lock)
        {
            _isTimerSet = false;
            if (_isDisposed)
                return;
            var now = Now;
            _control.Tick(now);
            SetTimer(now);
        }
    }

    private void SetTimer(long now)
    {
        if (_isTimerSet || _isDisposed || _control.Waiting == 0)
            return;
        // Timers count whole milliseconds, and a shorter one would fire too early to find anybody.
        _isTimerSet = _timer.Change(TimeSpan.FromMilliseconds(1 + Math.Ceiling(TimeSpan.FromTicks(_control.AllowedWait(now)).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private AdaptiveCall Rent(LoadPriority priority, ulong consumer, long now)
    {
        var call = _free ?? new AdaptiveCall(this);
        _free = call.Next;
        call.Begin(priority, consumer, now);
        return call;
    }

    private void Return(AdaptiveCall call)
    {
        if (!call.End())
            return;
        call.Next = _free;
        _free = call;
    }

    /// <summary>From one to three times the option, so that those who were refused together do not come back together.</summary>
    private long NextRetryAfter()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return _retryAfter + (long)(2 * _retryAfter * ((_random >> 11) * (1.0 / (1UL << 53))));
    }

    [SuppressMessage("Security", "CA5394", Justification = "Drawn from the operating system.")]
    private static UInt128 Draw()
    {
        UInt128 drawn = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref drawn)));
        return drawn;
    }
}

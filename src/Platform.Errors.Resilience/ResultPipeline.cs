using System.Diagnostics;
using System.Runtime.CompilerServices;
using Platform.Shared;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Platform.Errors.Resilience;

/// <summary>
/// Calls one dependency, with a deadline, retries, a retry budget and a circuit breaker, and gives a result: nothing that the dependency does makes it throw.
/// </summary>
/// <remarks>
/// <para>Safe on many threads; one for each dependency, injected by its name: <c>[FromKeyedServices("payments")] ResultPipeline payments</c>.</para>
/// <para>
/// An exception of the callback becomes an error by the <see cref="ExceptionMap"/>, with the exception as its <see cref="Error.Cause"/>. What an error means
/// for retry and breaker follows from its catalogue entry alone; that of an exception which says what the other side answered, from the answer.
/// </para>
/// <para>
/// Callbacks give a value task or a task, and what they give is given back; where a lambda fits both, the value task's is taken. Two callbacks of one call have the
/// same shape. A state comes before the callback that works on it, as in the verbs of results.
/// </para>
/// <para>Time limits cancel the token that the callback gets. A callback that does not look at it is not stopped, only waited for.</para>
/// </remarks>
public sealed partial class ResultPipeline
{
    private readonly PlatformResilienceOptions _options;
    private readonly ExceptionMap _exceptions;
    private readonly TimeProvider _time;
    private readonly PipelineTelemetry _telemetry;
    private readonly Func<double> _random;
    private readonly RetryBudget _budget;
    private readonly CircuitBreaker? _breaker;
    private readonly ResiliencePipeline<Call> _polly;

    internal ResultPipeline(
        string name, PlatformResilienceOptions options, ExceptionMap exceptions, TimeProvider time, PipelineTelemetry telemetry, Func<double> random)
    {
        Name = name;
        _options = options;
        _exceptions = exceptions;
        _time = time;
        _telemetry = telemetry;
        _random = random;
        _budget = new RetryBudget(options.RetryBudget, time.TimestampFrequency, time.GetTimestamp());
        if (options.CircuitBreaker.IsEnabled)
            _breaker = new CircuitBreaker(CircuitSettings.From(options.CircuitBreaker, time.TimestampFrequency), OnCircuitChanged);
        _polly = Build();
        telemetry.Observe(this);
    }

    /// <summary>The name under which it was added.</summary>
    public string Name { get; }

    /// <summary>What the circuit breaker does with calls now; always <see cref="Resilience.CircuitState.Closed"/> without one.</summary>
    /// <remarks>An open circuit whose time is over is half-open, also while nobody calls; the log and the transitions tell of it with the next call.</remarks>
    public CircuitState CircuitState => _breaker?.StateAt(_time.GetTimestamp()) ?? CircuitState.Closed;

    /// <summary>How many retries are left in the budget.</summary>
    internal double RetriesLeft => _budget.Left;

    /// <summary>Makes a call.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of what the callback works on.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="state">What the callback works on.</param>
    /// <param name="operation">The call; a static lambda, so that nothing is captured. It may run several times, one after another.</param>
    /// <param name="cancellationToken">The caller no longer waits: the result is <c>CANCELED</c>.</param>
    /// <returns>The value, or the error of the last attempt, <c>TIMEOUT</c> or <c>CIRCUIT_OPEN</c>.</returns>
    [HotPath]
    [OverloadResolutionPriority(1)]
    public ValueTask<Result<T>> ExecuteAsync<T, TState>(
        Idempotency idempotency, TState state, Func<TState, CancellationToken, ValueTask<Result<T>>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (_breaker is { State: CircuitState.Open } && _breaker.IsRefusing(_time.GetTimestamp(), out var wait))
            return new(Refuse<T>(wait));
        _budget.Deposit();
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        var call = Call<T, TState>.Rent(this, idempotency, operation, state, cancellationToken);
        var pending = _polly.ExecuteOutcomeAsync(static (context, call) => call.AttemptAsync(context.CancellationToken), context, call);
        return pending.IsCompletedSuccessfully ? new(Finish(pending.Result, call, context)) : AwaitAsync(pending, call, context);
    }

    /// <summary>Makes a call, and answers with a declared substitute if the dependency fails.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of what the callbacks work on.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="state">What the callbacks work on.</param>
    /// <param name="operation">The call; a static lambda. It may run several times, one after another.</param>
    /// <param name="degraded">
    /// The substitute: a cached value, a default, a simpler way. It is asked when the dependency is at fault or cannot be reached (what counts for the
    /// breaker, or is retryable), not when it has refused the request, nor when the caller went away. A failure of its own leaves the first.
    /// </param>
    /// <param name="cancellationToken">The caller no longer waits.</param>
    /// <returns>The answer, which says whether it is degraded.</returns>
    [OverloadResolutionPriority(1)]
    public async ValueTask<Degradable<T>> ExecuteOrDegradeAsync<T, TState>(
        Idempotency idempotency,
        TState state,
        Func<TState, CancellationToken, ValueTask<Result<T>>> operation,
        Func<TState, Error, CancellationToken, ValueTask<Result<T>>> degraded,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(degraded);
        var result = await ExecuteAsync(idempotency, state, operation, cancellationToken).ConfigureAwait(false);
        if (!result.TryGetError(out var error) || !Faults.MayDegrade(_exceptions.SaidBy(in error)))
            return Degradable<T>.Real(in result);
        Result<T> substitute;
        try
        {
            substitute = await degraded(state, error, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            substitute = _exceptions.Map(exception, cancellationToken);
        }
        if (substitute.TryGetError(out var second))
        {
            _telemetry.SubstituteFailed(in error, in second);
            return Degradable<T>.Real(in result);
        }
        _telemetry.Degraded(in error);
        return Degradable<T>.Substitute(in substitute, in error);
    }

    /// <summary>The time that a call may take, for what has to be done before its first attempt.</summary>
    internal CancellationTokenSource StartTotalTimeout() => new(_options.TotalTimeout, _time);

    /// <summary>Begins an attempt, unless the circuit is open.</summary>
    internal bool TryBegin(Call call, out Admission admission)
    {
        var now = _time.GetTimestamp();
        call.BeginAttempt(now);
        admission = _breaker?.Admit(now) ?? new Admission(true, 0, 0);
        if (admission.IsAllowed)
            return true;
        call.Reject(CircuitOpen(admission.Wait), now);
        return false;
    }

    internal void Fail(Call call, Exception exception, CancellationToken attempt)
    {
        var error = _exceptions.Map(exception, call.Caller);
        Fail(call, in error, attempt);
    }

    /// <summary>
    /// An attempt that was stopped by its time limit may say so as a cancellation: whoever looked at the token of the attempt cannot know who cancelled it.
    /// </summary>
    internal void Fail(Call call, in Error error, CancellationToken attempt)
    {
        var said = _exceptions.SaidBy(in error);
        if (said.Kind == ErrorKind.Canceled && attempt.IsCancellationRequested && !call.Caller.IsCancellationRequested)
            call.Fail(error.Cause is { } cause ? CommonErrors.Timeout().WithCause(cause) : CommonErrors.Timeout());
        else
            call.Fail(in error, in said);
    }

    internal Activity? StartSpan(Call call) => _telemetry.StartSpan(call);

    internal void End(Call call, in Admission admission, Activity? span)
    {
        var now = _time.GetTimestamp();
        call.EndAttempt(now);
        _breaker?.Record(in admission, Faults.OutcomeOf(call), now);
        _telemetry.AttemptEnded(call, span, _time.GetElapsedTime(call.AttemptStartedAt, now));
    }

    private Result<T> Refuse<T>(long wait)
    {
        var error = CircuitOpen(wait);
        _telemetry.CallRefused(in error);
        return error;
    }

    private Error CircuitOpen(long wait) => ResilienceErrors.CircuitOpen(Name, _time.GetElapsedTime(0, wait));

    private ResiliencePipeline<Call> Build()
    {
        var builder = new ResiliencePipelineBuilder<Call> { Name = Name, TimeProvider = _time };
        if (_options.TotalTimeout != Timeout.InfiniteTimeSpan)
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = _options.TotalTimeout });
        if (_options.Retry.MaximumRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<Call>
            {
                MaxRetryAttempts = _options.Retry.MaximumRetries,
                ShouldHandle = arguments => new(arguments.Outcome.Result is { IsSuccess: false } call && ShouldRetry(call)),
                DelayGenerator = static arguments => new(arguments.Outcome.Result!.Delay),
            });
        }
        if (_options.AttemptTimeout != Timeout.InfiniteTimeSpan)
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = _options.AttemptTimeout });
        return builder.Build();
    }

    private bool ShouldRetry(Call call)
    {
        if (call.IsRejectedByCircuit || call.Caller.IsCancellationRequested)
            return false;
        var verdict = RetryRules.Decide(_options.Retry, in call.Said, call.Idempotency, call.Attempts, Remaining(call), _random(), out var delay);
        if (verdict == RetryVerdict.Retry && !_budget.TryWithdraw(_time.GetTimestamp()))
            verdict = RetryVerdict.BudgetSpent;
        call.Delay = delay;
        _telemetry.RetryDecided(call, verdict);
        return verdict == RetryVerdict.Retry;
    }

    private TimeSpan Remaining(Call call) =>
        _options.TotalTimeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _options.TotalTimeout - _time.GetElapsedTime(call.StartedAt);

    private async ValueTask<Result<T>> AwaitAsync<T, TState>(ValueTask<Outcome<Call>> pending, Call<T, TState> call, ResilienceContext context) =>
        Finish(await pending.ConfigureAwait(false), call, context);

    private Result<T> Finish<T, TState>(in Outcome<Call> outcome, Call<T, TState> call, ResilienceContext context)
    {
        if (outcome.Exception is { } exception)
            FailByPolly(call, exception);
        _telemetry.CallEnded(call, _time.GetElapsedTime(call.StartedAt, call.EndedAt));
        var result = call.Result;
        call.Return();
        ResilienceContextPool.Shared.Return(context);
        return result;
    }

    /// <summary>Attempts do not throw, so this is a wait that was cut short, or a caller that had left before the first attempt.</summary>
    private void FailByPolly(Call call, Exception exception)
    {
        var now = _time.GetTimestamp();
        if (call.Attempts == 0)
            call.BeginAttempt(now);
        call.EndAttempt(now);
        call.Fail(exception is TimeoutRejectedException ? CommonErrors.Timeout().WithCause(exception) : _exceptions.Map(exception, call.Caller));
    }

    private void OnCircuitChanged(CircuitChange change) => _telemetry.CircuitChanged(change.State, _time.GetElapsedTime(0, change.BreakDuration));
}

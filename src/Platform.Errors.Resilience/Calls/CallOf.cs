using System.Diagnostics;
using Polly;

namespace Platform.Errors.Resilience;

/// <summary>A call with the types that it has: what to run, on what, and what came out.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <typeparam name="TState">The type of what the callback works on.</typeparam>
internal sealed class Call<T, TState> : Call
{
    // One spare for each thread: a call that completes at once finds its object again without any exchange between threads, and one that hops costs an
    // allocation at worst. It is cleared before it is kept, so that it holds nobody's state.
    [ThreadStatic]
    private static Call<T, TState>? _spare;

    private ResultPipeline _pipeline = null!;
    private Func<TState, CancellationToken, ValueTask<Result<T>>> _operation = null!;
    private TState _state = default!;
    private T _value = default!;

    public Result<T> Result => IsSuccess ? _value : Error;

    public static Call<T, TState> Rent(
        ResultPipeline pipeline,
        Idempotency idempotency,
        Func<TState, CancellationToken, ValueTask<Result<T>>> operation,
        TState state,
        CancellationToken caller)
    {
        var call = _spare ?? new Call<T, TState>();
        _spare = null;
        call._pipeline = pipeline;
        call._operation = operation;
        call._state = state;
        call.Idempotency = idempotency;
        call.Caller = caller;
        return call;
    }

    public void Return()
    {
        Clear();
        _pipeline = null!;
        _operation = null!;
        _state = default!;
        _value = default!;
        _spare = this;
    }

    /// <summary>One attempt. It never throws, and its outcome is always this call.</summary>
    public ValueTask<Outcome<Call>> AttemptAsync(CancellationToken cancellationToken)
    {
        if (!_pipeline.TryBegin(this, out var admission))
            return new(AsOutcome());
        var span = _pipeline.StartSpan(this);
        try
        {
            var pending = _operation(_state, cancellationToken);
            if (!pending.IsCompleted)
            {
                // This method is not asynchronous, so the attempt's span would stay the current one of whoever called it.
                if (span is not null)
                    Activity.Current = span.Parent;
                return AwaitAsync(pending, admission, span, cancellationToken);
            }
            Take(pending.Result, cancellationToken);
        }
        catch (Exception exception)
        {
            _pipeline.Fail(this, exception, cancellationToken);
        }
        _pipeline.End(this, in admission, span);
        return new(AsOutcome());
    }

    private async ValueTask<Outcome<Call>> AwaitAsync(
        ValueTask<Result<T>> pending, Admission admission, Activity? span, CancellationToken cancellationToken)
    {
        try
        {
            Take(await pending.ConfigureAwait(false), cancellationToken);
        }
        catch (Exception exception)
        {
            _pipeline.Fail(this, exception, cancellationToken);
        }
        _pipeline.End(this, in admission, span);
        return AsOutcome();
    }

    private void Take(in Result<T> result, CancellationToken attempt)
    {
        if (result.TryGet(out var value, out var error))
        {
            _value = value;
            Succeed();
        }
        else
        {
            _pipeline.Fail(this, in error, attempt);
        }
    }
}

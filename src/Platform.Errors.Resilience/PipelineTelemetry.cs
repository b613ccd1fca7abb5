using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Resilience;

/// <summary>What one pipeline tells the log, the meter and the trace.</summary>
/// <param name="name">The pipeline's name.</param>
/// <param name="telemetry">The meter.</param>
/// <param name="logger">The log.</param>
internal sealed class PipelineTelemetry(string name, Telemetry telemetry, ILogger logger)
{
    private readonly KeyValuePair<string, object?> _pipeline = Telemetry.PipelineOf(name);

    /// <summary>Whether the budget was spent when it was last asked, so that a flood of failures is one warning and not a flood of them.</summary>
    private int _isBudgetSpent;

    public void Observe(ResultPipeline pipeline) => telemetry.Observe(pipeline);

    public Activity? StartSpan(Call call) => Telemetry.StartSpan(in _pipeline, call.Attempts);

    public void AttemptEnded(Call call, Activity? span, TimeSpan duration)
    {
        if (span is not null)
            Telemetry.EndSpan(span, ErrorOf(call));
        telemetry.RecordAttempt(in _pipeline, ErrorOf(call), duration);
    }

    public void CallEnded(Call call, TimeSpan duration) => telemetry.RecordCall(in _pipeline, ErrorOf(call), duration);

    public void CallRefused(in Error error) => telemetry.RecordCall(in _pipeline, error.Descriptor, TimeSpan.Zero);

    public void RetryDecided(Call call, RetryVerdict verdict)
    {
        if (verdict == RetryVerdict.Retry)
        {
            Volatile.Write(ref _isBudgetSpent, 0);
            telemetry.CountRetry(in _pipeline, call.Error.Descriptor);
            Log.Retrying(logger, name, call.Attempts, call.Error.Code, call.Delay, call.Error.Cause);
        }
        else if (ReasonOf(verdict) is { } reason)
        {
            telemetry.CountRefusedRetry(in _pipeline, reason);
            if (verdict == RetryVerdict.BudgetSpent && Interlocked.Exchange(ref _isBudgetSpent, 1) == 0)
                Log.RetryBudgetSpent(logger, name);
        }
    }

    public void CircuitChanged(CircuitState state, TimeSpan breakDuration)
    {
        telemetry.CountTransition(in _pipeline, NameOf(state));
        if (state == CircuitState.Open)
            Log.CircuitOpened(logger, name, breakDuration);
        else if (state == CircuitState.HalfOpen)
            Log.CircuitHalfOpened(logger, name);
        else
            Log.CircuitClosed(logger, name);
    }

    public void Degraded(in Error error)
    {
        telemetry.CountDegraded(in _pipeline, error.Descriptor);
        Log.Degraded(logger, name, error.Code, error.Cause);
    }

    public void SubstituteFailed(in Error error, in Error substitute) => Log.SubstituteFailed(logger, name, error.Code, substitute.Code, substitute.Cause);

    private static ErrorDescriptor? ErrorOf(Call call) => call.IsSuccess ? null : call.Error.Descriptor;

    private static string? ReasonOf(RetryVerdict verdict) => verdict switch
    {
        RetryVerdict.NotIdempotent => "not_idempotent",
        RetryVerdict.AttemptsSpent => "attempts_spent",
        RetryVerdict.WaitTooLong => "wait_too_long",
        RetryVerdict.BudgetSpent => "budget_spent",
        _ => null,
    };

    private static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half_open",
        _ => "closed",
    };
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Platform.RateLimiting.Redis.Store;

/// <summary>
/// The deadline and the breaker around calls to Redis (Polly), and what is known from them: whether Redis is used. Changes are
/// told once, however many calls notice.
/// </summary>
/// <remarks>
/// While the breaker is open nobody enters it, because being refused by it costs an exception. When the break is over one call tries,
/// and the others go on without Redis until it has come back with an answer.
/// </remarks>
internal sealed class StoreCircuit
{
    private static readonly ResiliencePropertyKey<TimeSpan> Deadline = new("deadline");

    private readonly PlatformRateLimitingRedisOptions _options;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly ILogger _logger;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly long _frequency;
    private long _retryAt;
    private int _trying;
    private int _unavailable;

    public StoreCircuit(PlatformRateLimitingRedisOptions options, TimeProvider time, Telemetry telemetry, ILogger logger)
    {
        (_options, _time, _telemetry, _logger) = (options, time, telemetry, logger);
        _frequency = time.TimestampFrequency;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumCalls,
                SamplingDuration = options.SamplingDuration,
                BreakDurationGenerator = arguments => new(BreakFor(arguments.HalfOpenAttempts)),
                // Whoever gives up waiting says nothing about Redis.
                ShouldHandle = static arguments => new(arguments.Outcome.Exception is not (null or OperationCanceledException)),
                StateProvider = _breaker,
                OnOpened = arguments => Opened(arguments.BreakDuration, arguments.Outcome.Exception),
                OnClosed = _ => Closed(),
            })
            .AddTimeout(new TimeoutStrategyOptions
            {
                TimeoutGenerator = arguments => new(arguments.Context.Properties.GetValue(Deadline, options.Deadline)),
            })
            .Build();
        telemetry.Observe(() => IsAvailable);
    }

    /// <summary>Whether Redis is used.</summary>
    public bool IsAvailable => Volatile.Read(ref _unavailable) == 0;

    /// <summary>The time until Redis is tried again.</summary>
    public TimeSpan UntilRetry
    {
        get
        {
            var left = Volatile.Read(ref _retryAt) - _time.GetTimestamp();
            return left <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)left / _frequency);
        }
    }

    /// <summary>Whether Redis is not asked now, by nobody.</summary>
    public bool IsSparing => _breaker.CircuitState is not CircuitState.Closed && (UntilRetry > TimeSpan.Zero || Volatile.Read(ref _trying) != 0);

    /// <summary>Whether a call may be made now. Who is told so makes one.</summary>
    public bool MayCall()
    {
        if (_breaker.CircuitState is CircuitState.Closed)
            return true;
        return UntilRetry == TimeSpan.Zero && Interlocked.CompareExchange(ref _trying, 1, 0) == 0;
    }

    /// <summary>Makes a call within its deadline. Never throws: what went wrong comes back.</summary>
    public async ValueTask<Outcome<TResult>> CallAsync<TState, TResult>(Func<TState, CancellationToken, Task<TResult>> call, TState state, TimeSpan deadline)
    {
        var context = ResilienceContextPool.Shared.Get();
        context.Properties.Set(Deadline, deadline);
        try
        {
            return await _pipeline.ExecuteOutcomeAsync(
                static async (context, call) =>
                {
                    try
                    {
                        return Outcome.FromResult(await call.Make(call.State, context.CancellationToken).ConfigureAwait(false));
                    }
#pragma warning disable CA1031 // Whatever a client library throws means that Redis did not answer.
                    catch (Exception failure)
#pragma warning restore CA1031
                    {
                        return Outcome.FromException<TResult>(failure);
                    }
                },
                context,
                (Make: call, State: state)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            Volatile.Write(ref _trying, 0);
        }
    }

    /// <summary>Doubled each time, and spread: instances that lost Redis at the same moment do not come back at the same moment.</summary>
    private TimeSpan BreakFor(int attempts)
    {
        var longest = Math.Min(_options.LongestBreak.Ticks, _options.BreakDuration.Ticks * Math.Pow(2, Math.Min(attempts, 30)));
        return TimeSpan.FromTicks((long)(longest * (1 + RandomNumberGenerator.GetInt32(0, 250) / 1000.0)));
    }

    private ValueTask Opened(TimeSpan breakDuration, Exception? failure)
    {
        Volatile.Write(ref _retryAt, _time.GetTimestamp() + (long)(breakDuration.TotalSeconds * _frequency));
        if (Interlocked.Exchange(ref _unavailable, 1) == 0)
        {
            _telemetry.Changed(available: false);
            Log.Unavailable(_logger, breakDuration, failure);
        }
        return default;
    }

    private ValueTask Closed()
    {
        if (Interlocked.Exchange(ref _unavailable, 0) == 1)
        {
            _telemetry.Changed(available: true);
            Log.Available(_logger);
        }
        return default;
    }
}

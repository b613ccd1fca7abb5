using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Platform.RateLimiting.Redis.Scripts;
using Polly.Timeout;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Store;

/// <summary>Runs the scripts in Redis: one command each, within a deadline, and not at all while Redis is given up.</summary>
internal sealed class RedisStore : IAsyncDisposable, IDisposable
{
    /// <summary>How long the first calls of a process wait for its first connection.</summary>
    private static readonly TimeSpan FirstConnection = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _connection;
    private readonly TimeProvider _time;
    private readonly Telemetry _telemetry;
    private readonly TimeSpan _deadline;

    public RedisStore(PlatformRateLimitingRedisOptions options, IConnectionMultiplexer? connection, TimeProvider time, Telemetry telemetry, ILogger<RedisStore> logger)
    {
        (_time, _telemetry, _deadline) = (time, telemetry, options.Deadline);
        Circuit = new StoreCircuit(options, time, telemetry, logger);
        _connection = new RedisConnection(options.Configuration, options.Configuration is null ? connection : null, logger);
        if (options.KeySecret is null)
            Log.KeysAreNotKeyed(logger);
    }

    public StoreCircuit Circuit { get; }

    /// <summary>The time, for deadlines.</summary>
    public long Timestamp => _time.GetTimestamp();

    /// <summary>Runs a script.</summary>
    /// <param name="script">Which.</param>
    /// <param name="keys">The keys it touches, all of one slot.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="since">The timestamp from which the deadline counts: when the first caller began to wait.</param>
    /// <param name="decisions">How many decisions hang on it.</param>
    /// <param name="parent">The span of the request that began it.</param>
    /// <returns>The answer, or <see langword="null"/>: Redis did not answer in time, or is not asked.</returns>
    public async ValueTask<RedisResult[]?> RunAsync(GateScript script, RedisKey[] keys, List<RedisValue> arguments, long since, int decisions, ActivityContext parent)
    {
        if (_connection.IsConnecting)
        {
            await FirstConnectionAsync().ConfigureAwait(false);
            // That was long; the deadline begins now.
            since = _time.GetTimestamp();
        }
        var deadline = _deadline - _time.GetElapsedTime(since);
        if (deadline <= TimeSpan.Zero || !Circuit.MayCall())
            return null;

        using var span = _telemetry.IsTraced ? _telemetry.StartCall(script.Name, parent) : null;
        var started = _time.GetTimestamp();
        var outcome = await Circuit.CallAsync(
            static (call, token) => EvaluateAsync(call.Store, call.Script, call.Keys, call.Arguments, token),
            (Store: this, Script: script, Keys: keys, Arguments: arguments.ToArray()),
            deadline).ConfigureAwait(false);
        _telemetry.Called(
            span, script.Name, outcome.Exception switch { null => CallResult.Answered, TimeoutRejectedException => CallResult.TimedOut, _ => CallResult.Failed },
            decisions, _time.GetElapsedTime(started));
        return outcome.Exception is null ? outcome.Result : null;
    }

    /// <summary>Asks Redis for a sign of life, by the same way as decisions.</summary>
    /// <returns>Whether it came, and if not, why.</returns>
    public async ValueTask<(bool Answers, Exception? Failure)> PingAsync()
    {
        if (!Circuit.MayCall())
            return (false, null);
        var outcome = await Circuit.CallAsync(
            static async (store, token) => await (await store._connection.GetAsync(token).ConfigureAwait(false)).PingAsync().WaitAsync(token).ConfigureAwait(false),
            this,
            _deadline).ConfigureAwait(false);
        return (outcome.Exception is null, outcome.Exception);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    public void Dispose() => _ = DisposeAsync().AsTask();

    private static async Task<RedisResult[]> EvaluateAsync(RedisStore store, GateScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var database = await store._connection.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return (RedisResult[])(await Observed(database.ScriptEvaluateAsync(script.Sha1, keys, arguments)).WaitAsync(cancellationToken).ConfigureAwait(false))!;
        }
        catch (RedisServerException unknown) when (unknown.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A server that was restarted, flushed or failed over to, or another node of a cluster. The whole script makes it known again.
            store._telemetry.ScriptLoaded(script.Name);
            return (RedisResult[])(await Observed(database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.NoScriptCache)).WaitAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <summary>An answer that comes too late may be a failure that nobody looks at any more.</summary>
    private static Task<RedisResult> Observed(Task<RedisResult> call)
    {
        _ = call.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return call;
    }

    private async ValueTask FirstConnectionAsync()
    {
        using var patience = new CancellationTokenSource(FirstConnection, _time);
        try
        {
            await _connection.GetAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException or RedisException)
        {
            // Without it, then: what the call itself finds out counts.
        }
    }
}

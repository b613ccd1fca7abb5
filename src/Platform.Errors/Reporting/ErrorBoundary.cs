using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Platform.Shared;

namespace Platform.Errors;

/// <summary>
/// The edge of work that no request stands around: a tick of a timer, a message of a queue, a job. What the work throws becomes the error that the map has for
/// it; a failure is reported once, and comes back as a result, so that the loop around it goes on. Each run is a span.
/// </summary>
/// <remarks>
/// Safe on many threads. The span is of the source <c>Platform.Errors</c> and has the name of the operation. One that failed has <c>platform.error.code</c>,
/// <c>platform.error.domain</c>, <c>error.type</c> (the code) and the status Error; one that the token has ended is not failed. The log record is written
/// within the span, and has the exception. <c>CANCELED</c> that the token has not asked for becomes <c>TIMEOUT</c>. A callback that gives a task is given back as
/// one, a callback that gives a value task as a value task, as with the verbs of results. Where nobody listens, and the work completes at once, nothing is allocated.
/// </remarks>
public sealed class ErrorBoundary
{
    private readonly ExceptionMap _map;
    private readonly ErrorReporter _reporter;

    /// <summary>Judges by a map and tells a reporter.</summary>
    /// <param name="map">What exceptions mean.</param>
    /// <param name="reporter">Is told of each failure once.</param>
    public ErrorBoundary(ExceptionMap map, ErrorReporter reporter)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(reporter);
        (_map, _reporter) = (map, reporter);
    }

    /// <summary>Runs an operation that throws when it fails.</summary>
    /// <param name="operation">Its name, for spans and logs: one of few, as <c>"import orders"</c>, and nothing that differs from run to run.</param>
    /// <param name="work">The operation; it is handed <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Ends the operation: it is <c>CANCELED</c> then, which is reported at level Debug.</param>
    /// <returns>A success, or the error, which is reported. The task itself never fails.</returns>
    /// <exception cref="ArgumentException"><paramref name="operation"/> is empty. It is thrown at once, before there is a task.</exception>
    public Task<Result> RunAsync(string operation, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(operation, work, static (work, token) => Awaited(work, token), cancellationToken).AsTask();

        static async ValueTask<Result> Awaited(Func<CancellationToken, Task> work, CancellationToken token)
        {
            await work(token).ConfigureAwait(false);
            return Result.Success;
        }
    }

    /// <summary>Runs an operation that gives a value, and throws when it fails.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <inheritdoc cref="RunAsync(string, Func{CancellationToken, Task}, CancellationToken)" />
    /// <returns>The value, or the error, which is reported. The task itself never fails.</returns>
    public Task<Result<T>> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(operation, work, static (work, token) => Awaited(work, token), cancellationToken).AsTask();

        static async ValueTask<Result<T>> Awaited(Func<CancellationToken, Task<T>> work, CancellationToken token) => await work(token).ConfigureAwait(false);
    }

    /// <summary>Runs an operation that returns its failure.</summary>
    /// <inheritdoc cref="RunAsync(string, Func{CancellationToken, Task}, CancellationToken)" />
    public Task<Result> RunAsync(string operation, Func<CancellationToken, Task<Result>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(operation, work, static (work, token) => new ValueTask<Result>(work(token)), cancellationToken).AsTask();
    }

    /// <summary>Runs an operation that returns its value or its failure.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <inheritdoc cref="RunAsync(string, Func{CancellationToken, Task}, CancellationToken)" />
    /// <returns>The value, or the error, which is reported. The task itself never fails.</returns>
    public Task<Result<T>> RunAsync<T>(string operation, Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(operation, work, static (work, token) => new ValueTask<Result<T>>(work(token)), cancellationToken).AsTask();
    }

    /// <summary>Runs an operation with a state for a static lambda, so that nothing is captured: for messages, of which there are many.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="operation">Its name, for spans and logs: one of few, as <c>"import orders"</c>, and nothing that differs from run to run.</param>
    /// <param name="state">The state.</param>
    /// <param name="work">The operation; it is handed the state and <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Ends the operation: it is <c>CANCELED</c> then, which is reported at level Debug.</param>
    /// <returns>A success, or the error, which is reported. The task itself never fails.</returns>
    /// <exception cref="ArgumentException"><paramref name="operation"/> is empty. It is thrown at once, before there is a task.</exception>
    [HotPath]
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public ValueTask<Result> RunAsync<TState>(
        string operation, TState state, Func<TState, CancellationToken, ValueTask<Result>> work, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        ArgumentNullException.ThrowIfNull(work);
        if (Telemetry.IsTraced)
            return TracedAsync(operation, state, work, cancellationToken);
        try
        {
            var running = work(state, cancellationToken);
            if (!running.IsCompletedSuccessfully)
                return AwaitedAsync(operation, running, cancellationToken);
            var result = running.Result;
            return result.TryGetError(out var error) ? new(Failed(operation, span: null, in error, cancellationToken)) : new(result);
        }
        catch (Exception exception)
        {
            return new(Failed(operation, span: null, _map.Map(exception, cancellationToken), cancellationToken));
        }
    }

    /// <summary>The same, of an operation that gives a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <inheritdoc cref="RunAsync{TState}(string, TState, Func{TState, CancellationToken, ValueTask{Result}}, CancellationToken)" />
    /// <returns>The value, or the error, which is reported. The task itself never fails.</returns>
    [HotPath]
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    public ValueTask<Result<T>> RunAsync<T, TState>(
        string operation, TState state, Func<TState, CancellationToken, ValueTask<Result<T>>> work, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        ArgumentNullException.ThrowIfNull(work);
        if (Telemetry.IsTraced)
            return TracedAsync(operation, state, work, cancellationToken);
        try
        {
            var running = work(state, cancellationToken);
            if (!running.IsCompletedSuccessfully)
                return AwaitedAsync(operation, running, cancellationToken);
            var result = running.Result;
            return result.TryGetError(out var error) ? new(Failed(operation, span: null, in error, cancellationToken)) : new(result);
        }
        catch (Exception exception)
        {
            return new(Failed(operation, span: null, _map.Map(exception, cancellationToken), cancellationToken));
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    private async ValueTask<Result> AwaitedAsync(string operation, ValueTask<Result> running, CancellationToken cancellationToken)
    {
        try
        {
            var result = await running.ConfigureAwait(false);
            return result.TryGetError(out var error) ? Failed(operation, span: null, in error, cancellationToken) : result;
        }
        catch (Exception exception)
        {
            return Failed(operation, span: null, _map.Map(exception, cancellationToken), cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    private async ValueTask<Result<T>> AwaitedAsync<T>(string operation, ValueTask<Result<T>> running, CancellationToken cancellationToken)
    {
        try
        {
            var result = await running.ConfigureAwait(false);
            return result.TryGetError(out var error) ? Failed(operation, span: null, in error, cancellationToken) : result;
        }
        catch (Exception exception)
        {
            return Failed(operation, span: null, _map.Map(exception, cancellationToken), cancellationToken);
        }
    }

    // The span is current in the work and in the report, and in nothing that follows the run: a change of the current span does not leave an asynchronous
    // method.
    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    private async ValueTask<Result> TracedAsync<TState>(
        string operation, TState state, Func<TState, CancellationToken, ValueTask<Result>> work, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartOperation(operation);
        try
        {
            var result = await work(state, cancellationToken).ConfigureAwait(false);
            return result.TryGetError(out var error) ? Failed(operation, span, in error, cancellationToken) : result;
        }
        catch (Exception exception)
        {
            return Failed(operation, span, _map.Map(exception, cancellationToken), cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every exception has a meaning in the map, and is kept as the cause.")]
    private async ValueTask<Result<T>> TracedAsync<T, TState>(
        string operation, TState state, Func<TState, CancellationToken, ValueTask<Result<T>>> work, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartOperation(operation);
        try
        {
            var result = await work(state, cancellationToken).ConfigureAwait(false);
            return result.TryGetError(out var error) ? Failed(operation, span, in error, cancellationToken) : result;
        }
        catch (Exception exception)
        {
            return Failed(operation, span, _map.Map(exception, cancellationToken), cancellationToken);
        }
    }

    private Error Failed(string operation, Activity? span, in Error error, CancellationToken cancellationToken)
    {
        var isStopped = error.Kind == ErrorKind.Canceled && cancellationToken.IsCancellationRequested;
        // Nobody has asked this operation to end, so that some deadline behind it has passed: at level Debug, as a cancellation is told, nobody would hear of it.
        if (!isStopped && error.Is(CommonErrors.Descriptors.Canceled))
            return Failed(operation, span, error.Cause is { } cause ? CommonErrors.Timeout().WithCause(cause) : CommonErrors.Timeout(), cancellationToken);
        _reporter.Report(in error, operation);
        if (span is not null && !isStopped)
            Telemetry.FailOperation(span, error.Descriptor);
        return error;
    }
}

using System.Runtime.CompilerServices;

namespace Platform.Errors.Resilience;

public sealed partial class ResultPipeline
{
    /// <summary>Makes a call by a callback that captures what it works on. With a state and a static lambda nothing is captured.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="operation">The call. It may run several times, one after another.</param>
    /// <param name="cancellationToken">The caller no longer waits: the result is <c>CANCELED</c>.</param>
    /// <returns>The value, or the error of the last attempt, <c>TIMEOUT</c> or <c>CIRCUIT_OPEN</c>.</returns>
    [OverloadResolutionPriority(1)]
    public ValueTask<Result<T>> ExecuteAsync<T>(
        Idempotency idempotency, Func<CancellationToken, ValueTask<Result<T>>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <summary>Makes a call that gives no value, by a callback that captures what it works on.</summary>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="operation">The call. It may run several times, one after another.</param>
    /// <param name="cancellationToken">The caller no longer waits: the result is <c>CANCELED</c>.</param>
    /// <returns>A success, or the error of the last attempt, <c>TIMEOUT</c> or <c>CIRCUIT_OPEN</c>.</returns>
    [OverloadResolutionPriority(1)]
    public ValueTask<Result> ExecuteAsync(
        Idempotency idempotency, Func<CancellationToken, ValueTask<Result>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, operation, static (operation, token) => operation(token), cancellationToken);
    }

    /// <summary>Makes a call that gives no value.</summary>
    /// <typeparam name="TState">The type of what the callback works on.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="state">What the callback works on.</param>
    /// <param name="operation">The call; a static lambda, so that nothing is captured. It may run several times, one after another.</param>
    /// <param name="cancellationToken">The caller no longer waits: the result is <c>CANCELED</c>.</param>
    /// <returns>A success, or the error of the last attempt, <c>TIMEOUT</c> or <c>CIRCUIT_OPEN</c>.</returns>
    [OverloadResolutionPriority(1)]
    public ValueTask<Result> ExecuteAsync<TState>(
        Idempotency idempotency, TState state, Func<TState, CancellationToken, ValueTask<Result>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var pending = ExecuteAsync(
            idempotency, (operation, state), static (call, token) => WithNothing(call.operation(call.state, token)), cancellationToken);
        return pending.IsCompletedSuccessfully ? new(pending.Result.WithoutValue()) : AwaitAsync(pending);

        static async ValueTask<Result> AwaitAsync(ValueTask<Result<Nothing>> pending) => (await pending.ConfigureAwait(false)).WithoutValue();
    }

    private static ValueTask<Result<Nothing>> WithNothing(ValueTask<Result> pending)
    {
        return pending.IsCompletedSuccessfully ? new(Of(pending.Result)) : AwaitAsync(pending);

        static async ValueTask<Result<Nothing>> AwaitAsync(ValueTask<Result> pending) => Of(await pending.ConfigureAwait(false));

        static Result<Nothing> Of(in Result result) => result.TryGetError(out var error) ? error : default(Nothing);
    }

    /// <summary>The value of a call that gives none.</summary>
    private readonly record struct Nothing;
}

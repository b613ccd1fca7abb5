using System.Runtime.CompilerServices;

namespace Platform.Errors.Resilience;

public sealed partial class ResultPipeline
{
    /// <summary>Makes a call by callbacks that capture what they work on, and answers with a declared substitute if the dependency fails.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="operation">The call. It may run several times, one after another.</param>
    /// <param name="degraded">The substitute. It is asked when the dependency is at fault or cannot be reached. A failure of its own leaves the first.</param>
    /// <param name="cancellationToken">The caller no longer waits.</param>
    /// <returns>The answer, which says whether it is degraded.</returns>
    [OverloadResolutionPriority(1)]
    public ValueTask<Degradable<T>> ExecuteOrDegradeAsync<T>(
        Idempotency idempotency,
        Func<CancellationToken, ValueTask<Result<T>>> operation,
        Func<Error, CancellationToken, ValueTask<Result<T>>> degraded,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(degraded);
        return ExecuteOrDegradeAsync(
            idempotency,
            (operation, degraded),
            static (both, token) => both.operation(token),
            static (both, error, token) => both.degraded(error, token),
            cancellationToken);
    }

    /// <summary>Makes a call by callbacks that give tasks, and answers with a declared substitute if the dependency fails.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="operation">The call. It may run several times, one after another.</param>
    /// <param name="degraded">The substitute. It is asked when the dependency is at fault or cannot be reached. A failure of its own leaves the first.</param>
    /// <param name="cancellationToken">The caller no longer waits.</param>
    /// <returns>The answer, which says whether it is degraded.</returns>
    public Task<Degradable<T>> ExecuteOrDegradeAsync<T>(
        Idempotency idempotency,
        Func<CancellationToken, Task<Result<T>>> operation,
        Func<Error, CancellationToken, Task<Result<T>>> degraded,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(degraded);
        return ExecuteOrDegradeAsync(
            idempotency,
            (operation, degraded),
            static (both, token) => new ValueTask<Result<T>>(both.operation(token)),
            static (both, error, token) => new ValueTask<Result<T>>(both.degraded(error, token)),
            cancellationToken).AsTask();
    }

    /// <summary>Makes a call by callbacks that give tasks, and answers with a declared substitute if the dependency fails.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of what the callbacks work on.</typeparam>
    /// <param name="idempotency">Whether it may be made again. If in doubt, <see cref="Idempotency.NotIdempotent"/>.</param>
    /// <param name="state">What the callbacks work on.</param>
    /// <param name="operation">The call. It may run several times, one after another.</param>
    /// <param name="degraded">The substitute. It is asked when the dependency is at fault or cannot be reached. A failure of its own leaves the first.</param>
    /// <param name="cancellationToken">The caller no longer waits.</param>
    /// <returns>The answer, which says whether it is degraded.</returns>
    public Task<Degradable<T>> ExecuteOrDegradeAsync<T, TState>(
        Idempotency idempotency,
        TState state,
        Func<TState, CancellationToken, Task<Result<T>>> operation,
        Func<TState, Error, CancellationToken, Task<Result<T>>> degraded,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(degraded);
        return ExecuteOrDegradeAsync(
            idempotency,
            (operation, degraded, state),
            static (call, token) => new ValueTask<Result<T>>(call.operation(call.state, token)),
            static (call, error, token) => new ValueTask<Result<T>>(call.degraded(call.state, error, token)),
            cancellationToken).AsTask();
    }
}

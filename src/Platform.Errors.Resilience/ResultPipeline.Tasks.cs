namespace Platform.Errors.Resilience;

public sealed partial class ResultPipeline
{
    /// <inheritdoc cref="ExecuteAsync{T, TState}(Idempotency, TState, Func{TState, CancellationToken, ValueTask{Result{T}}}, CancellationToken)" />
    public Task<Result<T>> ExecuteAsync<T, TState>(
        Idempotency idempotency, TState state, Func<TState, CancellationToken, Task<Result<T>>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(
            idempotency,
            (operation, state),
            static (call, token) => new ValueTask<Result<T>>(call.operation(call.state, token)),
            cancellationToken).AsTask();
    }

    /// <inheritdoc cref="ExecuteAsync{T}(Idempotency, Func{CancellationToken, ValueTask{Result{T}}}, CancellationToken)" />
    public Task<Result<T>> ExecuteAsync<T>(
        Idempotency idempotency, Func<CancellationToken, Task<Result<T>>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, operation, static (operation, token) => new ValueTask<Result<T>>(operation(token)), cancellationToken).AsTask();
    }

    /// <inheritdoc cref="ExecuteAsync{TState}(Idempotency, TState, Func{TState, CancellationToken, ValueTask{Result}}, CancellationToken)" />
    public Task<Result> ExecuteAsync<TState>(
        Idempotency idempotency, TState state, Func<TState, CancellationToken, Task<Result>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(
            idempotency, (operation, state), static (call, token) => new ValueTask<Result>(call.operation(call.state, token)), cancellationToken).AsTask();
    }

    /// <inheritdoc cref="ExecuteAsync(Idempotency, Func{CancellationToken, ValueTask{Result}}, CancellationToken)" />
    public Task<Result> ExecuteAsync(
        Idempotency idempotency, Func<CancellationToken, Task<Result>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, operation, static (operation, token) => new ValueTask<Result>(operation(token)), cancellationToken).AsTask();
    }
}

namespace Platform.Errors.Resilience;

public sealed partial class ResultPipeline
{
    /// <inheritdoc cref="ExecuteAsync{T, TState}(Idempotency, Func{TState, CancellationToken, ValueTask{Result{T}}}, TState, CancellationToken)" />
    public ValueTask<Result<T>> ExecuteAsync<T, TState>(
        Idempotency idempotency, Func<TState, CancellationToken, Task<Result<T>>> operation, TState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(
            idempotency,
            static (call, token) => new ValueTask<Result<T>>(call.operation(call.state, token)),
            (operation, state),
            cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync{T}(Idempotency, Func{CancellationToken, ValueTask{Result{T}}}, CancellationToken)" />
    public ValueTask<Result<T>> ExecuteAsync<T>(
        Idempotency idempotency, Func<CancellationToken, Task<Result<T>>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, static (operation, token) => new ValueTask<Result<T>>(operation(token)), operation, cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync{TState}(Idempotency, Func{TState, CancellationToken, ValueTask{Result}}, TState, CancellationToken)" />
    public ValueTask<Result> ExecuteAsync<TState>(
        Idempotency idempotency, Func<TState, CancellationToken, Task<Result>> operation, TState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(
            idempotency, static (call, token) => new ValueTask<Result>(call.operation(call.state, token)), (operation, state), cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync(Idempotency, Func{CancellationToken, ValueTask{Result}}, CancellationToken)" />
    public ValueTask<Result> ExecuteAsync(
        Idempotency idempotency, Func<CancellationToken, Task<Result>> operation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return ExecuteAsync(idempotency, static (operation, token) => new ValueTask<Result>(operation(token)), operation, cancellationToken);
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Result<T> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Result<T> result, TState state, Func<T, TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this Result<T> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(this Result<T> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(map);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    public static ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(map)) : Awaited(result, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, Func<T, TResult> map)
            => (await result.ConfigureAwait(false)).Map(map);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    public static ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> map)
            => (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult}(Func{T, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Map{TResult, TState}(TState, Func{T, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}

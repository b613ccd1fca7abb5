// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult>(this Result<T> result, Func<T, Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult, TState>(
        this Result<T> result, TState state, Func<T, TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<T, TResult>(
        this Result<T> result, Func<T, ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<T, TResult, TState>(
        this Result<T> result, TState state, Func<T, TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult>(this Task<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(state, success, failure);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult>(this Task<Result<T>> result, Func<T, Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<TResult> MatchAsync<T, TResult>(
        this Task<Result<T>> result, Func<T, ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<TResult> MatchAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    public static ValueTask<TResult> MatchAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(success, failure)) : Awaited(result, success, failure);

        static async ValueTask<TResult> Awaited(ValueTask<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    public static ValueTask<TResult> MatchAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(state, success, failure)) : Awaited(result, state, success, failure);

        static async ValueTask<TResult> Awaited(
            ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(state, success, failure);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    public static async ValueTask<TResult> MatchAsync<T, TResult>(
        this ValueTask<Result<T>> result, Func<T, Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    public static async ValueTask<TResult> MatchAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult}(Func{T, TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<T, TResult>(
        this ValueTask<Result<T>> result, Func<T, ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value).ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Match{TResult, TState}(TState, Func{T, TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error)
            ? await success(value, state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }
}

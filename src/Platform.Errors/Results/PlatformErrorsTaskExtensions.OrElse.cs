// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T>(this Result<T> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T>(this Result<T> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    public static ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(fallback)) : Awaited(result, fallback);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<Error, Result<T>> fallback)
            => (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    public static ValueTask<Result<T>> OrElseAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(state, fallback)) : Awaited(result, state, fallback);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
            => (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    public static async ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    public static async ValueTask<Result<T>> OrElseAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<Error, TState, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse(Func{Error, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.OrElse{TState}(TState, Func{Error, TState, Result{T}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    public static async Task<Result<T>> EnsureAsync<T>(this Result<T> result, Func<T, Task<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    public static async Task<Result<T>> EnsureAsync<T, TState>(
        this Result<T> result, TState state, Func<T, TState, Task<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> EnsureAsync<T>(this Result<T> result, Func<T, ValueTask<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> EnsureAsync<T, TState>(
        this Result<T> result, TState state, Func<T, TState, ValueTask<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    public static async Task<Result<T>> EnsureAsync<T>(this Task<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    public static async Task<Result<T>> EnsureAsync<T, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    public static async Task<Result<T>> EnsureAsync<T>(this Task<Result<T>> result, Func<T, Task<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    public static async Task<Result<T>> EnsureAsync<T, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, Task<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> EnsureAsync<T>(this Task<Result<T>> result, Func<T, ValueTask<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> EnsureAsync<T, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    public static ValueTask<Result<T>> EnsureAsync<T>(this ValueTask<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(condition, error)) : Awaited(result, condition, error);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
            => (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    public static ValueTask<Result<T>> EnsureAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(state, condition, error)) : Awaited(result, state, condition, error);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
            => (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    public static async ValueTask<Result<T>> EnsureAsync<T>(this ValueTask<Result<T>> result, Func<T, Task<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    public static async ValueTask<Result<T>> EnsureAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Task<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure(Func{T, bool}, Func{T, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> EnsureAsync<T>(this ValueTask<Result<T>> result, Func<T, ValueTask<bool>> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value).ConfigureAwait(false) ? error(value) : settled;
    }

    /// <inheritdoc cref="Result{T}.Ensure{TState}(TState, Func{T, TState, bool}, Func{T, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> EnsureAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<bool>> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value) && !await condition(value, state).ConfigureAwait(false) ? error(value, state) : settled;
    }
}

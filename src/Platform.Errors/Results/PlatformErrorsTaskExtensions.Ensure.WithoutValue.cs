// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    public static async Task<Result> EnsureAsync(this Result result, Func<Task<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    public static async Task<Result> EnsureAsync<TState>(this Result result, TState state, Func<TState, Task<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> EnsureAsync(this Result result, Func<ValueTask<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> EnsureAsync<TState>(
        this Result result, TState state, Func<TState, ValueTask<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = result;
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    public static async Task<Result> EnsureAsync(this Task<Result> result, Func<bool> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    public static async Task<Result> EnsureAsync<TState>(this Task<Result> result, TState state, Func<TState, bool> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    public static async Task<Result> EnsureAsync(this Task<Result> result, Func<Task<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    public static async Task<Result> EnsureAsync<TState>(this Task<Result> result, TState state, Func<TState, Task<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> EnsureAsync(this Task<Result> result, Func<ValueTask<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> EnsureAsync<TState>(
        this Task<Result> result, TState state, Func<TState, ValueTask<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    public static ValueTask<Result> EnsureAsync(this ValueTask<Result> result, Func<bool> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(condition, error)) : Awaited(result, condition, error);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Func<bool> condition, Func<Error> error)
            => (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    public static ValueTask<Result> EnsureAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, bool> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(state, condition, error)) : Awaited(result, state, condition, error);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Func<TState, bool> condition, Func<TState, Error> error)
            => (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    public static async ValueTask<Result> EnsureAsync(this ValueTask<Result> result, Func<Task<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    public static async ValueTask<Result> EnsureAsync<TState>(
        this ValueTask<Result> result, TState state, Func<TState, Task<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }

    /// <inheritdoc cref="Result.Ensure(Func{bool}, Func{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> EnsureAsync(this ValueTask<Result> result, Func<ValueTask<bool>> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition().ConfigureAwait(false) ? error() : settled;
    }

    /// <inheritdoc cref="Result.Ensure{TState}(TState, Func{TState, bool}, Func{TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> EnsureAsync<TState>(
        this ValueTask<Result> result, TState state, Func<TState, ValueTask<bool>> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        var settled = await result.ConfigureAwait(false);
        return settled.IsSuccess && !await condition(state).ConfigureAwait(false) ? error(state) : settled;
    }
}

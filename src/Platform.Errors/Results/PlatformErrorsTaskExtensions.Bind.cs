// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Result<T> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(this Result<T> result, TState state, Func<T, TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this Result<T> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this Result<T> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> BindAsync<T, TResult>(this Task<Result<T>> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> BindAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    public static ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(bind)) : Awaited(result, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, Func<T, Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    public static ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(state, bind)) : Awaited(result, state, bind);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, Result<TResult>> bind)
            => (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Task<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult}(Func{T, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TResult, TState}(TState, Func{T, TState, Result{TResult}})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> BindAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<Result<TResult>>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    public static async Task<Result<T>> TapAsync<T>(this Result<T> result, Func<T, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    public static async Task<Result<T>> TapAsync<T, TState>(this Result<T> result, TState state, Func<T, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> TapAsync<T>(this Result<T> result, Func<T, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> TapAsync<T, TState>(this Result<T> result, TState state, Func<T, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    public static async Task<Result<T>> TapAsync<T>(this Task<Result<T>> result, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).Tap(action);
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    public static async Task<Result<T>> TapAsync<T, TState>(this Task<Result<T>> result, TState state, Action<T, TState> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).Tap(state, action);
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    public static async Task<Result<T>> TapAsync<T>(this Task<Result<T>> result, Func<T, Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    public static async Task<Result<T>> TapAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> TapAsync<T>(this Task<Result<T>> result, Func<T, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> TapAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    public static ValueTask<Result<T>> TapAsync<T>(this ValueTask<Result<T>> result, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.Tap(action)) : Awaited(result, action);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Action<T> action)
            => (await result.ConfigureAwait(false)).Tap(action);
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    public static ValueTask<Result<T>> TapAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Action<T, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.Tap(state, action)) : Awaited(result, state, action);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Action<T, TState> action)
            => (await result.ConfigureAwait(false)).Tap(state, action);
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    public static async ValueTask<Result<T>> TapAsync<T>(this ValueTask<Result<T>> result, Func<T, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    public static async ValueTask<Result<T>> TapAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap(Action{T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> TapAsync<T>(this ValueTask<Result<T>> result, Func<T, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result{T}.Tap{TState}(TState, Action{T, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> TapAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value))
            await action(value, state).ConfigureAwait(false);
        return settled;
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    public static async Task SwitchAsync<T>(this Result<T> result, Func<T, Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    public static async Task SwitchAsync<T, TState>(this Result<T> result, TState state, Func<T, TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<T>(this Result<T> result, Func<T, ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<T, TState>(
        this Result<T> result, TState state, Func<T, TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    public static async Task SwitchAsync<T>(this Task<Result<T>> result, Func<T, Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    public static async Task SwitchAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task SwitchAsync<T>(this Task<Result<T>> result, Func<T, ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async Task SwitchAsync<T, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    public static async ValueTask SwitchAsync<T>(this ValueTask<Result<T>> result, Func<T, Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    public static async ValueTask SwitchAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch(Action{T}, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<T>(this ValueTask<Result<T>> result, Func<T, ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value).ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.Switch{TState}(TState, Action{T, TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGet(out var value, out var error))
            await success(value, state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }
}

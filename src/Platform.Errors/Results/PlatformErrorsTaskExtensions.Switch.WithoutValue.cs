// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    public static async Task SwitchAsync(this Result result, Func<Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    public static async Task SwitchAsync<TState>(this Result result, TState state, Func<TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync(this Result result, Func<ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<TState>(this Result result, TState state, Func<TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    public static async Task SwitchAsync(this Task<Result> result, Func<Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    public static async Task SwitchAsync<TState>(this Task<Result> result, TState state, Func<TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task SwitchAsync(this Task<Result> result, Func<ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async Task SwitchAsync<TState>(
        this Task<Result> result, TState state, Func<TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    public static async ValueTask SwitchAsync(this ValueTask<Result> result, Func<Task> success, Func<Error, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    public static async ValueTask SwitchAsync<TState>(
        this ValueTask<Result> result, TState state, Func<TState, Task> success, Func<Error, TState, Task> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch(Action, Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync(this ValueTask<Result> result, Func<ValueTask> success, Func<Error, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success().ConfigureAwait(false);
        else
            await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Switch{TState}(TState, Action{TState}, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask SwitchAsync<TState>(
        this ValueTask<Result> result, TState state, Func<TState, ValueTask> success, Func<Error, TState, ValueTask> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        if (!settled.TryGetError(out var error))
            await success(state).ConfigureAwait(false);
        else
            await failure(error, state).ConfigureAwait(false);
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    public static async Task<Result> TapErrorAsync(this Result result, Func<Error, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    public static async Task<Result> TapErrorAsync<TState>(this Result result, TState state, Func<Error, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapErrorAsync(this Result result, Func<Error, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapErrorAsync<TState>(this Result result, TState state, Func<Error, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    public static async Task<Result> TapErrorAsync(this Task<Result> result, Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).TapError(action);
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    public static async Task<Result> TapErrorAsync<TState>(this Task<Result> result, TState state, Action<Error, TState> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).TapError(state, action);
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    public static async Task<Result> TapErrorAsync(this Task<Result> result, Func<Error, Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    public static async Task<Result> TapErrorAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> TapErrorAsync(this Task<Result> result, Func<Error, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> TapErrorAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    public static ValueTask<Result> TapErrorAsync(this ValueTask<Result> result, Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.TapError(action)) : Awaited(result, action);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Action<Error> action)
            => (await result.ConfigureAwait(false)).TapError(action);
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    public static ValueTask<Result> TapErrorAsync<TState>(this ValueTask<Result> result, TState state, Action<Error, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.TapError(state, action)) : Awaited(result, state, action);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Action<Error, TState> action)
            => (await result.ConfigureAwait(false)).TapError(state, action);
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    public static async ValueTask<Result> TapErrorAsync(this ValueTask<Result> result, Func<Error, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    public static async ValueTask<Result> TapErrorAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError(Action{Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapErrorAsync(this ValueTask<Result> result, Func<Error, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.TapError{TState}(TState, Action{Error, TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapErrorAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.TryGetError(out var error))
            await action(error, state).ConfigureAwait(false);
        return settled;
    }
}

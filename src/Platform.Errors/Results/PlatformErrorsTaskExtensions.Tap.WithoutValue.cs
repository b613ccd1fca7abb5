// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Tap(Action)" />
    public static async Task<Result> TapAsync(this Result result, Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    public static async Task<Result> TapAsync<TState>(this Result result, TState state, Func<TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapAsync(this Result result, Func<ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapAsync<TState>(this Result result, TState state, Func<TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = result;
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    public static async Task<Result> TapAsync(this Task<Result> result, Action action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).Tap(action);
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    public static async Task<Result> TapAsync<TState>(this Task<Result> result, TState state, Action<TState> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).Tap(state, action);
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    public static async Task<Result> TapAsync(this Task<Result> result, Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    public static async Task<Result> TapAsync<TState>(this Task<Result> result, TState state, Func<TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> TapAsync(this Task<Result> result, Func<ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> TapAsync<TState>(this Task<Result> result, TState state, Func<TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    public static ValueTask<Result> TapAsync(this ValueTask<Result> result, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.Tap(action)) : Awaited(result, action);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Action action)
            => (await result.ConfigureAwait(false)).Tap(action);
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    public static ValueTask<Result> TapAsync<TState>(this ValueTask<Result> result, TState state, Action<TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.Tap(state, action)) : Awaited(result, state, action);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Action<TState> action)
            => (await result.ConfigureAwait(false)).Tap(state, action);
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    public static async ValueTask<Result> TapAsync(this ValueTask<Result> result, Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    public static async ValueTask<Result> TapAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap(Action)" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapAsync(this ValueTask<Result> result, Func<ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action().ConfigureAwait(false);
        return settled;
    }

    /// <inheritdoc cref="Result.Tap{TState}(TState, Action{TState})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> TapAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var settled = await result.ConfigureAwait(false);
        if (settled.IsSuccess)
            await action(state).ConfigureAwait(false);
        return settled;
    }
}

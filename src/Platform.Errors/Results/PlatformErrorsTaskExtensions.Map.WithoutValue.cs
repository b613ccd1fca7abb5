// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult>(this Result result, Func<Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult, TState>(this Result result, TState state, Func<TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<TResult>(this Result result, Func<ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<TResult, TState>(this Result result, TState state, Func<TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult>(this Task<Result> result, Func<TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(map);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult>(this Task<Result> result, Func<Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    public static async Task<Result<TResult>> MapAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> MapAsync<TResult>(this Task<Result> result, Func<ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> MapAsync<TResult, TState>(this Task<Result> result, TState state, Func<TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    public static ValueTask<Result<TResult>> MapAsync<TResult>(this ValueTask<Result> result, Func<TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(map)) : Awaited(result, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result> result, Func<TResult> map)
            => (await result.ConfigureAwait(false)).Map(map);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    public static ValueTask<Result<TResult>> MapAsync<TResult, TState>(this ValueTask<Result> result, TState state, Func<TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result> result, TState state, Func<TState, TResult> map)
            => (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    public static async ValueTask<Result<TResult>> MapAsync<TResult>(this ValueTask<Result> result, Func<Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    public static async ValueTask<Result<TResult>> MapAsync<TResult, TState>(this ValueTask<Result> result, TState state, Func<TState, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult}(Func{TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<TResult>(this ValueTask<Result> result, Func<ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map().ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <inheritdoc cref="Result.Map{TResult, TState}(TState, Func{TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<TResult, TState>(this ValueTask<Result> result, TState state, Func<TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await map(state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}

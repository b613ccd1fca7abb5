// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<TResult>(this Result result, Func<Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<TResult, TState>(
        this Result result, TState state, Func<TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<TResult>(this Result result, Func<ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<TResult, TState>(
        this Result result, TState state, Func<TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = result;
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<TResult>(this Task<Result> result, Func<TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<TResult, TState>(
        this Task<Result> result, TState state, Func<TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(state, success, failure);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    public static async Task<TResult> MatchAsync<TResult>(this Task<Result> result, Func<Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    public static async Task<TResult> MatchAsync<TResult, TState>(
        this Task<Result> result, TState state, Func<TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<TResult> MatchAsync<TResult>(this Task<Result> result, Func<ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async Task<TResult> MatchAsync<TResult, TState>(
        this Task<Result> result, TState state, Func<TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    public static ValueTask<TResult> MatchAsync<TResult>(this ValueTask<Result> result, Func<TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(success, failure)) : Awaited(result, success, failure);

        static async ValueTask<TResult> Awaited(ValueTask<Result> result, Func<TResult> success, Func<Error, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    public static ValueTask<TResult> MatchAsync<TResult, TState>(
        this ValueTask<Result> result, TState state, Func<TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(state, success, failure)) : Awaited(result, state, success, failure);

        static async ValueTask<TResult> Awaited(ValueTask<Result> result, TState state, Func<TState, TResult> success, Func<Error, TState, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(state, success, failure);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    public static async ValueTask<TResult> MatchAsync<TResult>(this ValueTask<Result> result, Func<Task<TResult>> success, Func<Error, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    public static async ValueTask<TResult> MatchAsync<TResult, TState>(
        this ValueTask<Result> result, TState state, Func<TState, Task<TResult>> success, Func<Error, TState, Task<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult}(Func{TResult}, Func{Error, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<TResult>(
        this ValueTask<Result> result, Func<ValueTask<TResult>> success, Func<Error, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success().ConfigureAwait(false)
            : await failure(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result.Match{TResult, TState}(TState, Func{TState, TResult}, Func{Error, TState, TResult})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> MatchAsync<TResult, TState>(
        this ValueTask<Result> result, TState state, Func<TState, ValueTask<TResult>> success, Func<Error, TState, ValueTask<TResult>> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error)
            ? await success(state).ConfigureAwait(false)
            : await failure(error, state).ConfigureAwait(false);
    }
}

// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T>(this Result<T> result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> MapErrorAsync<T>(this Result<T> result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> MapErrorAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T>(this Task<Result<T>> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(state, map);
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T>(this Task<Result<T>> result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result<T>> MapErrorAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> MapErrorAsync<T>(this Task<Result<T>> result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> MapErrorAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    public static ValueTask<Result<T>> MapErrorAsync<T>(this ValueTask<Result<T>> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(map)) : Awaited(result, map);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<Error, Error> map)
            => (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static ValueTask<Result<T>> MapErrorAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, Error> map)
            => (await result.ConfigureAwait(false)).MapError(state, map);
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    public static async ValueTask<Result<T>> MapErrorAsync<T>(this ValueTask<Result<T>> result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async ValueTask<Result<T>> MapErrorAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> MapErrorAsync<T>(this ValueTask<Result<T>> result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result{T}.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> MapErrorAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }
}

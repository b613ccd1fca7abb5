// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    public static async Task<Result> MapErrorAsync(this Result result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result> MapErrorAsync<TState>(this Result result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> MapErrorAsync(this Result result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> MapErrorAsync<TState>(this Result result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    public static async Task<Result> MapErrorAsync(this Task<Result> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result> MapErrorAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(state, map);
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    public static async Task<Result> MapErrorAsync(this Task<Result> result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async Task<Result> MapErrorAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> MapErrorAsync(this Task<Result> result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> MapErrorAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    public static ValueTask<Result> MapErrorAsync(this ValueTask<Result> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(map)) : Awaited(result, map);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Func<Error, Error> map)
            => (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static ValueTask<Result> MapErrorAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Func<Error, TState, Error> map)
            => (await result.ConfigureAwait(false)).MapError(state, map);
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    public static async ValueTask<Result> MapErrorAsync(this ValueTask<Result> result, Func<Error, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    public static async ValueTask<Result> MapErrorAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, Task<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError(Func{Error, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> MapErrorAsync(this ValueTask<Result> result, Func<Error, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.MapError{TState}(TState, Func{Error, TState, Error})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> MapErrorAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, ValueTask<Error>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await map(error, state).ConfigureAwait(false) : settled;
    }
}

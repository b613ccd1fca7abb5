// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    public static async Task<Result> OrElseAsync(this Result result, Func<Error, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    public static async Task<Result> OrElseAsync<TState>(this Result result, TState state, Func<Error, TState, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> OrElseAsync(this Result result, Func<Error, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> OrElseAsync<TState>(this Result result, TState state, Func<Error, TState, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    public static async Task<Result> OrElseAsync(this Task<Result> result, Func<Error, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    public static async Task<Result> OrElseAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    public static async Task<Result> OrElseAsync(this Task<Result> result, Func<Error, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    public static async Task<Result> OrElseAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> OrElseAsync(this Task<Result> result, Func<Error, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> OrElseAsync<TState>(this Task<Result> result, TState state, Func<Error, TState, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    public static ValueTask<Result> OrElseAsync(this ValueTask<Result> result, Func<Error, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(fallback)) : Awaited(result, fallback);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Func<Error, Result> fallback)
            => (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    public static ValueTask<Result> OrElseAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, Result> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(state, fallback)) : Awaited(result, state, fallback);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Func<Error, TState, Result> fallback)
            => (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    public static async ValueTask<Result> OrElseAsync(this ValueTask<Result> result, Func<Error, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    public static async ValueTask<Result> OrElseAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, Task<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse(Func{Error, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> OrElseAsync(this ValueTask<Result> result, Func<Error, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <inheritdoc cref="Result.OrElse{TState}(TState, Func{Error, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> OrElseAsync<TState>(this ValueTask<Result> result, TState state, Func<Error, TState, ValueTask<Result>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }
}

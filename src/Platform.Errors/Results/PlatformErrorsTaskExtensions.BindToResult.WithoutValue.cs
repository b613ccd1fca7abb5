// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    public static async Task<Result> BindAsync(this Result result, Func<Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    public static async Task<Result> BindAsync<TState>(this Result result, TState state, Func<TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync(this Result result, Func<ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<TState>(this Result result, TState state, Func<TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    public static async Task<Result> BindAsync(this Task<Result> result, Func<Result> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    public static async Task<Result> BindAsync<TState>(this Task<Result> result, TState state, Func<TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    public static async Task<Result> BindAsync(this Task<Result> result, Func<Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    public static async Task<Result> BindAsync<TState>(this Task<Result> result, TState state, Func<TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> BindAsync(this Task<Result> result, Func<ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> BindAsync<TState>(this Task<Result> result, TState state, Func<TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    public static ValueTask<Result> BindAsync(this ValueTask<Result> result, Func<Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(bind)) : Awaited(result, bind);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, Func<Result> bind)
            => (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    public static ValueTask<Result> BindAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(state, bind)) : Awaited(result, state, bind);

        static async ValueTask<Result> Awaited(ValueTask<Result> result, TState state, Func<TState, Result> bind)
            => (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    public static async ValueTask<Result> BindAsync(this ValueTask<Result> result, Func<Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    public static async ValueTask<Result> BindAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind(Func{Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync(this ValueTask<Result> result, Func<ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind().ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result.Bind{TState}(TState, Func{TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<TState>(this ValueTask<Result> result, TState state, Func<TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return !settled.TryGetError(out var error) ? await bind(state).ConfigureAwait(false) : Result.Failure(error);
    }
}

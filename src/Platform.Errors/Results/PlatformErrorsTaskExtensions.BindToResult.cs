// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    public static async Task<Result> BindAsync<T>(this Result<T> result, Func<T, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    public static async Task<Result> BindAsync<T, TState>(this Result<T> result, TState state, Func<T, TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<T>(this Result<T> result, Func<T, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<T, TState>(this Result<T> result, TState state, Func<T, TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    public static async Task<Result> BindAsync<T>(this Task<Result<T>> result, Func<T, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    public static async Task<Result> BindAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        return (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    public static async Task<Result> BindAsync<T>(this Task<Result<T>> result, Func<T, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    public static async Task<Result> BindAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> BindAsync<T>(this Task<Result<T>> result, Func<T, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async Task<Result> BindAsync<T, TState>(this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    public static ValueTask<Result> BindAsync<T>(this ValueTask<Result<T>> result, Func<T, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(bind)) : Awaited(result, bind);

        static async ValueTask<Result> Awaited(ValueTask<Result<T>> result, Func<T, Result> bind)
            => (await result.ConfigureAwait(false)).Bind(bind);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    public static ValueTask<Result> BindAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, Result> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        return result.IsCompletedSuccessfully ? new(result.Result.Bind(state, bind)) : Awaited(result, state, bind);

        static async ValueTask<Result> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, Result> bind)
            => (await result.ConfigureAwait(false)).Bind(state, bind);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    public static async ValueTask<Result> BindAsync<T>(this ValueTask<Result<T>> result, Func<T, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    public static async ValueTask<Result> BindAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, Task<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind(Func{T, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<T>(this ValueTask<Result<T>> result, Func<T, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value).ConfigureAwait(false) : Result.Failure(error);
    }

    /// <inheritdoc cref="Result{T}.Bind{TState}(TState, Func{T, TState, Result})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result> BindAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<Result>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await bind(value, state).ConfigureAwait(false) : Result.Failure(error);
    }
}

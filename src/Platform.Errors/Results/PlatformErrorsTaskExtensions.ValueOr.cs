// Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    public static async Task<T> ValueOrAsync<T>(this Result<T> result, Func<Error, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    public static async Task<T> ValueOrAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<T> ValueOrAsync<T>(this Result<T> result, Func<Error, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<T> ValueOrAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, Func<Error, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).ValueOr(fallback);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    public static async Task<T> ValueOrAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).ValueOr(state, fallback);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, Func<Error, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    public static async Task<T> ValueOrAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    [OverloadResolutionPriority(1)]
    public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, Func<Error, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    [OverloadResolutionPriority(1)]
    public static async Task<T> ValueOrAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    public static ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, Func<Error, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.ValueOr(fallback)) : Awaited(result, fallback);

        static async ValueTask<T> Awaited(ValueTask<Result<T>> result, Func<Error, T> fallback)
            => (await result.ConfigureAwait(false)).ValueOr(fallback);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    public static ValueTask<T> ValueOrAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.ValueOr(state, fallback)) : Awaited(result, state, fallback);

        static async ValueTask<T> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, T> fallback)
            => (await result.ConfigureAwait(false)).ValueOr(state, fallback);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    public static async ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, Func<Error, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    public static async ValueTask<T> ValueOrAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Task<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(Func{Error, T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, Func<Error, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr{TState}(TState, Func{Error, TState, T})" />
    [OverloadResolutionPriority(1)]
    public static async ValueTask<T> ValueOrAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, ValueTask<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? value : await fallback(error, state).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(T)" />
    [OverloadResolutionPriority(2)]
    public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, T fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        return (await result.ConfigureAwait(false)).ValueOr(fallback);
    }

    /// <inheritdoc cref="Result{T}.ValueOr(T)" />
    [OverloadResolutionPriority(2)]
    public static async ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, T fallback)
    {
        return (await result.ConfigureAwait(false)).ValueOr(fallback);
    }
}

using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(map);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(map)) : Awaited(result, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, Func<T, TResult> map) => (await result.ConfigureAwait(false)).Map(map);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(this ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.Map(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result<TResult>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> map)
            => (await result.ConfigureAwait(false)).Map(state, map);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Result<T> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this Result<T> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(this Result<T> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = result;
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async Task<Result<TResult>> MapAsync<T, TResult>(this Task<Result<T>> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async Task<Result<TResult>> MapAsync<T, TResult, TState>(this Task<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, Task<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public static async ValueTask<Result<TResult>> MapAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, ValueTask<TResult>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGet(out var value, out var error) ? await map(value, state).ConfigureAwait(false) : Result.Failure<TResult>(error);
    }
}

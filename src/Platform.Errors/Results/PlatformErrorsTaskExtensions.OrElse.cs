using System.Runtime.CompilerServices;

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(fallback)) : Awaited(result, fallback);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<Error, Result<T>> fallback)
            => (await result.ConfigureAwait(false)).OrElse(fallback);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static ValueTask<Result<T>> OrElseAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.OrElse(state, fallback)) : Awaited(result, state, fallback);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, Result<T>> fallback)
            => (await result.ConfigureAwait(false)).OrElse(state, fallback);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async Task<Result<T>> OrElseAsync<T>(this Result<T> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T>(this Result<T> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async ValueTask<Result<T>> OrElseAsync<T, TState>(this Result<T> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = result;
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    [OverloadResolutionPriority(1)]
    public static async Task<Result<T>> OrElseAsync<T>(this Task<Result<T>> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async Task<Result<T>> OrElseAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, Task<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<Result<T>> OrElseAsync<T>(this ValueTask<Result<T>> result, Func<Error, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error).ConfigureAwait(false) : settled;
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Not taken for a success.</param>
    /// <returns>The same result, or what the other way gave.</returns>
    public static async ValueTask<Result<T>> OrElseAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<Error, TState, ValueTask<Result<T>>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        var settled = await result.ConfigureAwait(false);
        return settled.TryGetError(out var error) ? await fallback(error, state).ConfigureAwait(false) : settled;
    }
}

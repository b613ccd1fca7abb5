namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>The error, turned into another; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new error. Not called for a success.</param>
    /// <returns>The same value, or the new error.</returns>
    public static async Task<Result<T>> MapErrorAsync<T>(this Task<Result<T>> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <summary>The error, turned into another; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new error. Not called for a success.</param>
    /// <returns>The same value, or the new error.</returns>
    public static async Task<Result<T>> MapErrorAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(map);
        return (await result.ConfigureAwait(false)).MapError(state, map);
    }

    /// <summary>The error, turned into another; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="map">Makes the new error. Not called for a success.</param>
    /// <returns>The same value, or the new error.</returns>
    public static ValueTask<Result<T>> MapErrorAsync<T>(this ValueTask<Result<T>> result, Func<Error, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(map)) : Awaited(result, map);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<Error, Error> map) => (await result.ConfigureAwait(false)).MapError(map);
    }

    /// <summary>The error, turned into another; a success stays what it is.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new error. Not called for a success.</param>
    /// <returns>The same value, or the new error.</returns>
    public static ValueTask<Result<T>> MapErrorAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, Error> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return result.IsCompletedSuccessfully ? new(result.Result.MapError(state, map)) : Awaited(result, state, map);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, Error> map)
            => (await result.ConfigureAwait(false)).MapError(state, map);
    }
}

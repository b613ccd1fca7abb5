namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>The same result.</returns>
    public static async Task<Result<T>> TapErrorAsync<T>(this Task<Result<T>> result, Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).TapError(action);
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>The same result.</returns>
    public static async Task<Result<T>> TapErrorAsync<T, TState>(this Task<Result<T>> result, TState state, Action<Error, TState> action)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(action);
        return (await result.ConfigureAwait(false)).TapError(state, action);
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>The same result.</returns>
    public static ValueTask<Result<T>> TapErrorAsync<T>(this ValueTask<Result<T>> result, Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.TapError(action)) : Awaited(result, action);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Action<Error> action) => (await result.ConfigureAwait(false)).TapError(action);
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>The same result.</returns>
    public static ValueTask<Result<T>> TapErrorAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Action<Error, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return result.IsCompletedSuccessfully ? new(result.Result.TapError(state, action)) : Awaited(result, state, action);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Action<Error, TState> action)
            => (await result.ConfigureAwait(false)).TapError(state, action);
    }
}

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>The value, or one that is made for the error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, Func<Error, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).ValueOr(fallback);
    }

    /// <summary>The value, or one that is made for the error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    public static async Task<T> ValueOrAsync<T, TState>(this Task<Result<T>> result, TState state, Func<Error, TState, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(fallback);
        return (await result.ConfigureAwait(false)).ValueOr(state, fallback);
    }

    /// <summary>The value, or one that is made for the error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    public static ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, Func<Error, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.ValueOr(fallback)) : Awaited(result, fallback);

        static async ValueTask<T> Awaited(ValueTask<Result<T>> result, Func<Error, T> fallback) => (await result.ConfigureAwait(false)).ValueOr(fallback);
    }

    /// <summary>The value, or one that is made for the error.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    public static ValueTask<T> ValueOrAsync<T, TState>(this ValueTask<Result<T>> result, TState state, Func<Error, TState, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return result.IsCompletedSuccessfully ? new(result.Result.ValueOr(state, fallback)) : Awaited(result, state, fallback);

        static async ValueTask<T> Awaited(ValueTask<Result<T>> result, TState state, Func<Error, TState, T> fallback)
            => (await result.ConfigureAwait(false)).ValueOr(state, fallback);
    }
}

namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>The same result, or the new failure.</returns>
    public static async Task<Result<T>> EnsureAsync<T>(this Task<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>The same result, or the new failure.</returns>
    public static async Task<Result<T>> EnsureAsync<T, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }

    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>The same result, or the new failure.</returns>
    public static ValueTask<Result<T>> EnsureAsync<T>(this ValueTask<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(condition, error)) : Awaited(result, condition, error);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, Func<T, bool> condition, Func<T, Error> error)
            => (await result.ConfigureAwait(false)).Ensure(condition, error);
    }

    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>The same result, or the new failure.</returns>
    public static ValueTask<Result<T>> EnsureAsync<T, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return result.IsCompletedSuccessfully ? new(result.Result.Ensure(state, condition, error)) : Awaited(result, state, condition, error);

        static async ValueTask<Result<T>> Awaited(ValueTask<Result<T>> result, TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
            => (await result.ConfigureAwait(false)).Ensure(state, condition, error);
    }
}

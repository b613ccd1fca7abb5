namespace Platform.Errors;

public static partial class PlatformErrorsTaskExtensions
{
    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public static async Task<TResult> MatchAsync<T, TResult>(this Task<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public static async Task<TResult> MatchAsync<T, TResult, TState>(
        this Task<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return (await result.ConfigureAwait(false)).Match(state, success, failure);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public static ValueTask<TResult> MatchAsync<T, TResult>(this ValueTask<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(success, failure)) : Awaited(result, success, failure);

        static async ValueTask<TResult> Awaited(ValueTask<Result<T>> result, Func<T, TResult> success, Func<Error, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(success, failure);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="result">The result, once it is there.</param>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public static ValueTask<TResult> MatchAsync<T, TResult, TState>(
        this ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return result.IsCompletedSuccessfully ? new(result.Result.Match(state, success, failure)) : Awaited(result, state, success, failure);

        static async ValueTask<TResult> Awaited(
            ValueTask<Result<T>> result, TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
            => (await result.ConfigureAwait(false)).Match(state, success, failure);
    }
}

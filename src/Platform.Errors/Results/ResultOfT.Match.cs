using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public TResult Match<TResult>(Func<T, TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return IsSuccess ? success(_value) : failure(_error);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    [HotPath]
    public TResult Match<TResult, TState>(TState state, Func<T, TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return IsSuccess ? success(_value, state) : failure(_error, state);
    }
}

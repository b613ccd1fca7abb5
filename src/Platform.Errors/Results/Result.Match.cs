using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <param name="success">For a success.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    public TResult Match<TResult>(Func<TResult> success, Func<Error, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return IsSuccess ? success() : failure(_error);
    }

    /// <summary>One value out of both cases.</summary>
    /// <typeparam name="TResult">The type of what both give.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a success.</param>
    /// <param name="failure">For an error.</param>
    /// <returns>What the one that was called gave.</returns>
    [HotPath]
    public TResult Match<TResult, TState>(TState state, Func<TState, TResult> success, Func<Error, TState, TResult> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        return IsSuccess ? success(state) : failure(_error, state);
    }
}

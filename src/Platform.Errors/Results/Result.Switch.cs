using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>Does one thing after a success and another with an error: where a chain ends and gives nothing.</summary>
    /// <param name="success">For a success.</param>
    /// <param name="failure">For an error.</param>
    public void Switch(Action success, Action<Error> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        if (IsSuccess)
            success();
        else
            failure(_error);
    }

    /// <summary>Does one thing after a success and another with an error: where a chain ends and gives nothing.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a success.</param>
    /// <param name="failure">For an error.</param>
    [HotPath]
    public void Switch<TState>(TState state, Action<TState> success, Action<Error, TState> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        if (IsSuccess)
            success(state);
        else
            failure(_error, state);
    }
}

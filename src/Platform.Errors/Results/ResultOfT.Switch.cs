using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>Does one thing with a value and another with an error: where a chain ends and gives nothing.</summary>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    public void Switch(Action<T> success, Action<Error> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        if (IsSuccess)
            success(_value);
        else
            failure(_error);
    }

    /// <summary>Does one thing with a value and another with an error: where a chain ends and gives nothing.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to both, so that a static lambda does and no closure is made.</param>
    /// <param name="success">For a value.</param>
    /// <param name="failure">For an error.</param>
    [HotPath]
    public void Switch<TState>(TState state, Action<T, TState> success, Action<Error, TState> failure)
    {
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        if (IsSuccess)
            success(_value, state);
        else
            failure(_error, state);
    }
}

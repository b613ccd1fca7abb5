using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>This result, or the new failure.</returns>
    public Result<T> Ensure(Func<T, bool> condition, Func<T, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return IsSuccess && !condition(_value) ? error(_value) : this;
    }

    /// <summary>A condition that the value must meet; otherwise the result becomes a failure.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to both, so that a static lambda does and no closure is made.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error out of the value that does not meet it.</param>
    /// <returns>This result, or the new failure.</returns>
    [HotPath]
    public Result<T> Ensure<TState>(TState state, Func<T, TState, bool> condition, Func<T, TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return IsSuccess && !condition(_value, state) ? error(_value, state) : this;
    }
}

using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>A condition that must hold to go on; otherwise the result becomes a failure.</summary>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error if it does not hold.</param>
    /// <returns>This result, or the new failure.</returns>
    public Result Ensure(Func<bool> condition, Func<Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return IsSuccess && !condition() ? error() : this;
    }

    /// <summary>A condition that must hold to go on; otherwise the result becomes a failure.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="condition">The condition. Not asked for a failure.</param>
    /// <param name="error">Makes the error if it does not hold.</param>
    /// <returns>This result, or the new failure.</returns>
    [HotPath]
    public Result Ensure<TState>(TState state, Func<TState, bool> condition, Func<TState, Error> error)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(error);
        return IsSuccess && !condition(state) ? error(state) : this;
    }
}

using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>Does something on the way, and goes on with the same result.</summary>
    /// <param name="action">What to do. Not done for a failure.</param>
    /// <returns>This result.</returns>
    public Result Tap(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (IsSuccess)
            action();
        return this;
    }

    /// <summary>Does something on the way, and goes on with the same result.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="action">What to do. Not done for a failure.</param>
    /// <returns>This result.</returns>
    [HotPath]
    public Result Tap<TState>(TState state, Action<TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (IsSuccess)
            action(state);
        return this;
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>This result.</returns>
    public Result TapError(Action<Error> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!IsSuccess)
            action(_error);
        return this;
    }

    /// <summary>Does something with the error on the way, and goes on with the same result.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="action">What to do. Not done for a success.</param>
    /// <returns>This result.</returns>
    [HotPath]
    public Result TapError<TState>(TState state, Action<Error, TState> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!IsSuccess)
            action(_error, state);
        return this;
    }
}

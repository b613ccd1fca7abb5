using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result
{
    /// <summary>A value, after a success; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <param name="map">Makes the value. Not called for a failure.</param>
    /// <returns>The value, or the same error.</returns>
    public Result<TResult> Map<TResult>(Func<TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? map() : Failure<TResult>(_error);
    }

    /// <summary>A value, after a success; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the value. Not called for a failure.</param>
    /// <returns>The value, or the same error.</returns>
    [HotPath]
    public Result<TResult> Map<TResult, TState>(TState state, Func<TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? map(state) : Failure<TResult>(_error);
    }
}

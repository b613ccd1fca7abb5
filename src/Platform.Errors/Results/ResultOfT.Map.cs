using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    public Result<TResult> Map<TResult>(Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? map(_value) : Result.Failure<TResult>(_error);
    }

    /// <summary>The value, turned into another; a failure stays what it is.</summary>
    /// <typeparam name="TResult">The type of the new value.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="map">Makes the new value. Not called for a failure.</param>
    /// <returns>The new value, or the same error.</returns>
    [HotPath]
    public Result<TResult> Map<TResult, TState>(TState state, Func<T, TState, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return IsSuccess ? map(_value, state) : Result.Failure<TResult>(_error);
    }
}

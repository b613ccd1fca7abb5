using Platform.Shared;

namespace Platform.Errors;

public readonly partial struct Result<T>
{
    /// <summary>The value, or one that is made for the error.</summary>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    public T ValueOr(Func<Error, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? _value : fallback(_error);
    }

    /// <summary>The value, or one that is made for the error.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">Makes a value. Not called for a success.</param>
    /// <returns>A value.</returns>
    [HotPath]
    public T ValueOr<TState>(TState state, Func<Error, TState, T> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? _value : fallback(_error, state);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <param name="fallback">The other way. Give the error back as it is where it leads nowhere.</param>
    /// <returns>This result, or what the other way gave.</returns>
    public Result<T> OrElse(Func<Error, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? this : fallback(_error);
    }

    /// <summary>Another way for a failure, which can fail itself; a success stays what it is.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">Handed to the function, so that a static lambda does and no closure is made.</param>
    /// <param name="fallback">The other way. Give the error back as it is where it leads nowhere.</param>
    /// <returns>This result, or what the other way gave.</returns>
    [HotPath]
    public Result<T> OrElse<TState>(TState state, Func<Error, TState, Result<T>> fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return IsSuccess ? this : fallback(_error, state);
    }
}
